#!/bin/bash
# debian-12: Debian 12 for machines with a disk, made from Debian packages only. Boots from a BIOS disk, talks on ttyS0,
# is set up by cloud-init from a NoCloud seed and fills its disk at the first boot.
#
# By hand, as root, in an empty directory (recipe-lib.sh lies beside or above this file):
#   bash recipe.sh OUTPUT_DIR
# Steps: recipe.sh asks the mirrors and runs mmdebstrap with packages.txt; customize.sh turns the tree into a guest;
# assemble.sh turns the tree into a disk, without loop devices or mounts.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../recipe-lib.sh
. "$here/../recipe-lib.sh"
export PATH=$PATH:/usr/sbin:/sbin

output=$(realpath "${1:?usage: recipe.sh OUTPUT_DIR}")
suite=bookworm
disk_mib=2048
[ "$(id -u)" = 0 ] || fail "debian-12 is installed in a chroot, and that needs root; run the image service as root"
need mmdebstrap mmdebstrap
need mke2fs e2fsprogs
need sfdisk fdisk
need qemu-img qemu-utils
need_space 4096

# host_sources: the Debian mirrors of this host as lines of sources.list; other repositories are left out.
host_sources() {
  # shellcheck disable=SC2016 # the names are apt's
  apt-get "${APT[@]}" indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
    awk -v suite="$suite" '$4 == "Debian" && $3 == "main" &&
      ($2 == suite || $2 == suite "-updates" || $2 == suite "-security") {
        print "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]", $1, $2, $3 }' | sort -u
}

# told: the steps of mmdebstrap as progress; everything is passed on for the log.
told() {
  local line
  while IFS= read -r line; do
    printf '%s\n' "$line"
    case $line in
      "I: running apt-get update"*) progress 8 "Reading the package lists" ;;
      "I: downloading packages"*) progress 12 "Downloading the base system" ;;
      "I: extracting archives"*) progress 18 "Unpacking the base system" ;;
      "I: installing essential"*) progress 22 "Installing the base system" ;;
      "I: installing remaining"*) progress 32 "Downloading and installing packages" ;;
      "I: running --customize-hook"*) progress 72 "Setting up the guest" ;;
      "I: cleaning package lists"*) progress 78 "Cleaning up" ;;
    esac
  done
}

progress 2 "Looking at the mirrors"
host_sources >sources.list
if ! grep -q " $suite main$" sources.list; then
  apt_private_lists || fail "the Debian mirror of this host did not answer; check /etc/apt/sources.list*"
  host_sources >sources.list
  grep -q " $suite main$" sources.list || fail "this host has no source of Debian $suite; add one to /etc/apt/sources.list"
fi
cat sources.list
# How this host reaches its mirrors; the guest gets none of it.
apt-config dump --format '%F "%v";%n' | grep -E '^Acquire::(http|https)::(Proxy|Proxy-Auto-Detect|[^:]+::Proxy) ' >apt.conf || true
printf 'Acquire::Retries "3";\nAcquire::http::Timeout "60";\n' >>apt.conf

touch begun
# Whatever it mounts is gone with it, however it ends.
# shellcheck disable=SC2016 # $1 is the hook's
unshare --mount mmdebstrap --mode=root --variant=minbase --format=directory \
  --include="$(sed 's/#.*//' "$here/packages.txt" | tr -s ' \n' ',,' | sed 's/^,//; s/,$//')" \
  --aptopt="$PWD/apt.conf" \
  --essential-hook='echo grub-pc grub-pc/install_devices_empty boolean true | chroot "$1" debconf-set-selections' \
  --essential-hook="mkdir -p \"\$1/etc/initramfs-tools\" && cp -r '$here/rootfs/etc/initramfs-tools/.' \"\$1/etc/initramfs-tools/\"" \
  --customize-hook="bash '$here/customize.sh' \"\$1\" '$here/rootfs'" \
  "$suite" "$PWD/root" "$PWD/sources.list" 2>&1 | told

progress 82 "Assembling the disk"
bash "$here/assemble.sh" "$PWD/root" "$PWD/disk.raw" "$disk_mib" "$PWD/begun"

progress 90 "Compressing the disk"
raw_to_qcow2 disk.raw "$output/disk.qcow2"

progress 98 "Writing the manifest"
{
  printf '{\n  "disk": "disk.qcow2",\n  "diskFormat": "qcow2",\n  "minDiskMib": %d,\n  "minMemoryMib": 512,\n' "$disk_mib"
  printf '  "packages": {\n'
  # shellcheck disable=SC2016 # the names are dpkg's
  dpkg-query --admindir=root/var/lib/dpkg -W -f '    "${Package}": "${Version}",\n' | sed '$ s/,$//'
  printf '  }\n}\n'
} >"$output/manifest.json"
progress 100 "Done"
