#!/bin/bash
# micro: Debian's cloud kernel and a busybox initramfs, booted directly. No disk is needed; the first sector of
# /dev/vda counts the boots if there is one.
#
# By hand, as any user, in an empty directory:
#   bash recipe.sh OUTPUT_DIR     (recipe-lib.sh lies beside or above this file)
#   qemu-system-x86_64 -accel tcg -machine q35 -m 128 -nographic -kernel OUTPUT_DIR/kernel -initrd OUTPUT_DIR/initrd \
#     -append "$(sed -n 's/.*"kernelArgs": "\(.*\)".*/\1/p' OUTPUT_DIR/manifest.json) cairn.hostname=hello" \
#     -nic user,model=virtio-net-pci,hostfwd=tcp:127.0.0.1:8080-:80
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../recipe-lib.sh
. "$here/../recipe-lib.sh"

output=$(realpath "${1:?usage: recipe.sh OUTPUT_DIR}")
need busybox busybox-static
need cpio cpio
need_space 512
modules=(virtio_pci virtio_net virtio_blk virtio-rng button evdev)

progress 5 "Downloading the kernel package"
exec 3>kernel-package.name
download_kernel
exec 3>&-
package=$(<kernel-package.name)

progress 40 "Unpacking the kernel"
mkdir -p kernel root/bin
dpkg-deb --fsys-tarfile "$package" | tar -x -C kernel ./boot ./lib
release=$(basename kernel/lib/modules/*)
install -m 644 "kernel/boot/vmlinuz-$release" "$output/kernel"

progress 60 "Assembling the initramfs"
install -m 755 "$(command -v busybox)" root/bin/busybox
! ldd root/bin/busybox >/dev/null 2>&1 || fail "busybox on this host is not static; install busybox-static"
cp -r "$here/rootfs/." root/
chmod -R u=rwX,go=rX root
chmod 755 root/init root/usr/share/udhcpc/default.script root/sbin/* root/etc/acpi/PWRF/00000080 root/www/cgi-bin/*
mkdir -p root/{dev,proc,sys,run,tmp,root}

# The modules with everything that they depend on, in the order in which insmod takes them.
tree="kernel/lib/modules/$release"
busybox depmod -b "$PWD/kernel" "$release"
awk -F: -v wanted=" ${modules[*]} " '
  { name = $1; sub(/.*\//, "", name); sub(/\.ko$/, "", name) }
  index(wanted, " " name " ") { n = split($2, deps, " "); for (i = n; i > 0; i--) print deps[i]; print $1 }
' "$tree/modules.dep" | awk '!seen[$0]++' >modules.list
for module in "${modules[@]}"; do
  grep -q "/$module\.ko$" modules.list || fail "kernel $release has no module $module"
done
mkdir -p root/modules
: >root/modules/order
while read -r file; do
  cp "$tree/${file#"/lib/modules/$release/"}" root/modules/
  basename "$file" >>root/modules/order
done <modules.list

progress 80 "Packing the initramfs"
# Not compressed: it is small, and a guest in emulation unpacks slowly.
find root -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
(cd root && find . -print0 | sort -z | cpio --null --create --format=newc --owner=0:0 --reproducible --quiet) \
  >"$output/initrd"

progress 95 "Writing the manifest"
cat >"$output/manifest.json" <<EOF
{
  "kernel": "kernel",
  "initrd": "initrd",
  "kernelArgs": "console=ttyS0 quiet loglevel=3 panic=5 net.ifnames=0",
  "minMemoryMib": 128,
  "minDiskMib": 1,
  "packages": {
    "$(dpkg-deb -f "$package" Package)": "$(dpkg-deb -f "$package" Version)",
    "busybox-static": "$(dpkg-query -W -f '${Version}' busybox-static 2>/dev/null || echo unknown)"
  }
}
EOF
progress 100 "Done"
