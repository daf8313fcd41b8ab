# shellcheck shell=bash
# What every recipe shares; sourced by <name>/recipe.sh.
#
# A recipe is called as `recipe.sh OUTPUT_DIR`, in a scratch directory that is its own, and leaves in OUTPUT_DIR its
# artifacts and a manifest.json that names them. On standard output a line `progress PERCENT MESSAGE` reports a step;
# everything else is log. It exits with a status other than 0 and a sentence on standard error if it fails.

# Equal input gives equal bytes: every time stamp in an image is this one.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1700000000}
export LC_ALL=C TZ=UTC DEBIAN_FRONTEND=noninteractive
umask 022

progress() { printf 'progress %s %s\n' "$1" "$2"; }

fail() { printf 'error: %s\n' "$1" >&2; exit 1; }

# need COMMAND PACKAGE: refuses a host that lacks a command.
need() {
  PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null ||
    fail "the command $1 is missing on this host; install it with: apt-get install $2"
}

# need_space MIB: refuses to begin what cannot end.
need_space() {
  local free
  free=$(df --output=avail -m . | tail -n 1)
  [ "$free" -ge "$1" ] || fail "building this takes $1 MiB in $PWD, of which $((free)) MiB are free"
}

# kernel_package: the package behind the metapackage linux-image-cloud-amd64, such as linux-image-6.1.0-56-cloud-amd64.
kernel_package() {
  apt-cache "${APT[@]}" depends linux-image-cloud-amd64 2>/dev/null |
    awk '/Depends: linux-image-[0-9]/ { print $2; exit }'
}

# The host's package sources, but never its state: a recipe installs nothing and changes no list.
APT=(-o APT::Sandbox::User=root -o Acquire::Retries=3 -o Acquire::http::Timeout=60 -o Acquire::https::Timeout=60)

# apt_private_lists: looks at the mirror anew, into lists of the recipe's own.
apt_private_lists() {
  mkdir -p apt/lists/partial apt/cache/archives/partial
  APT+=(-o "Dir::State::lists=$PWD/apt/lists" -o "Dir::Cache=$PWD/apt/cache")
  apt-get "${APT[@]}" update
}

# download_kernel: downloads the kernel's package into this directory and prints its file name on descriptor 3.
download_kernel() {
  local package
  package=$(kernel_package)
  if [ -z "$package" ] || ! apt-get "${APT[@]}" download "$package"; then
    # The host's lists are missing or older than the mirror.
    apt_private_lists || fail "the Debian mirror of this host did not answer; check /etc/apt/sources.list*"
    package=$(kernel_package)
    [ -n "$package" ] || fail "the Debian mirror has no linux-image-cloud-amd64; the host's sources must be Debian 12"
    apt-get "${APT[@]}" download "$package" || fail "package $package cannot be downloaded"
  fi
  find . -maxdepth 1 -name "${package}_*.deb" | sort | tail -n 1 >&3
}

# raw_to_qcow2 RAW QCOW2: the only call of qemu-img in the recipes; self-contained, both formats named.
raw_to_qcow2() {
  qemu-img convert -f raw -O qcow2 -c -o compat=1.1,compression_type=zstd "$1" "$2"
  qemu-img check -f qcow2 "$2" >/dev/null
}
