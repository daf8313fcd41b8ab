#!/bin/bash
# customize.sh ROOT FILES: turns an installed tree into a guest. Called by mmdebstrap, before it cleans up.
set -euo pipefail
root=$1 files=$2

(cd "$files" && find . -type f -exec install -D -m 644 {} "$root/{}" \;)
# The guest has Debian's own mirrors, whatever mirror it was made from.
rm -f "$root"/etc/apt/sources.list.d/* "$root/etc/apt/apt.conf.d/99mmdebstrap"
cat >"$root/etc/apt/sources.list" <<'END'
deb http://deb.debian.org/debian bookworm main
deb http://deb.debian.org/debian bookworm-updates main
deb http://deb.debian.org/debian-security bookworm-security main
END

chroot "$root" systemctl enable systemd-networkd systemd-resolved serial-getty@ttyS0 >/dev/null
# Nothing for a guest: it looks for LVM snapshots of file systems.
chroot "$root" systemctl disable e2scrub_reap.service e2scrub_all.timer 2>/dev/null
chroot "$root" passwd --quiet --lock root
# Each machine makes its own: cloud-init the keys of ssh, systemd the machine id.
rm -f "$root"/etc/ssh/ssh_host_*

# GRUB of the guest's own version: its core image for the disk, its modules where it looks for them.
mkdir -p "$root/boot/grub/i386-pc"
cp "$root"/usr/lib/grub/i386-pc/*.{mod,lst} "$root/boot/grub/i386-pc/"
