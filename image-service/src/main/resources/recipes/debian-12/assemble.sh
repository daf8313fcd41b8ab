#!/bin/bash
# assemble.sh ROOT DISK MIB BEGUN: makes a raw BIOS disk of the tree ROOT, with nothing but files: no loop device, no
# mount. What is younger than the file BEGUN was made by this build and gets the time SOURCE_DATE_EPOCH.
#
# The disk: GPT; at 1 MiB a BIOS boot partition with GRUB's core image; at 2 MiB the root file system, to its end.
set -euo pipefail
root=${1:?} disk=$2 mib=$3 begun=$4
core_lba=2048 root_lba=4096
end_lba=$((mib * 2048 - 2048))

# Names that follow from the content: equal images are equal, different ones do not share the name of a file system.
content=$(sha256sum "$root/var/lib/dpkg/status" | cut -c 1-32)
uuid() { echo "$1$content" | sha256sum | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/\1-\2-4\3-8\4-\5/'; }
root_uuid=$(uuid root)

printf 'UUID=%s / ext4 errors=remount-ro 0 1\n' "$root_uuid" >"$root/etc/fstab"
# Until the guest's first update-grub writes its own.
cat >"$root/boot/grub/grub.cfg" <<END
serial --unit=0 --speed=115200
terminal_input console serial
terminal_output console serial
set timeout=0
menuentry "Debian 12" {
  search --no-floppy --fs-uuid --set=root $root_uuid
  linux /vmlinuz root=UUID=$root_uuid ro console=tty0 console=ttyS0,115200
  initrd /initrd.img
}
END
cat >"$root/tmp/early.cfg" <<END
search.fs_uuid $root_uuid root
set prefix=(\$root)/boot/grub
END
chroot "$root" grub-mkimage -O i386-pc -o /tmp/core.img -p /boot/grub -c /tmp/early.cfg \
  biosdisk part_gpt ext2 search_fs_uuid normal linux serial terminal echo test
mv "$root/tmp/core.img" core.img
cp "$root/usr/lib/grub/i386-pc/boot.img" boot.img
rm "$root/tmp/early.cfg"
[ "$(stat -c %s core.img)" -le $(((root_lba - core_lba) * 512)) ] || { echo "error: GRUB's core image is too large" >&2; exit 1; }

# What a build leaves behind and a guest makes anew.
: >"$root/etc/machine-id"
rm -f "$root/var/lib/dbus/machine-id" "$root/etc/hostname" "$root/var/lib/systemd/random-seed"
rm -f "$root/var/cache/ldconfig/aux-cache" "$root"/var/cache/debconf/*-old "$root"/var/lib/dpkg/*-old "$root"/etc/*-
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/log/*.log "$root"/var/log/apt
rm -rf "${root:?}"/{tmp,dev,run}/* "$root"/{vmlinuz,initrd.img}.old
ln -sf ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
find "$root" -newer "$begun" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

truncate -s "${mib}M" "$disk"
sfdisk -q "$disk" <<END
label: gpt
label-id: $(uuid disk)
first-lba: 2048
${disk}14 : start=$core_lba, size=$((root_lba - core_lba)), type=21686148-6449-6E6F-744E-656564454649, uuid=$(uuid core), name="bios"
${disk}1 : start=$root_lba, size=$((end_lba - root_lba)), type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, uuid=$(uuid partition), name="root"
END

export E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH
mke2fs -q -F -t ext4 -L root -U "$root_uuid" -m 1 -d "$root" \
  -E "offset=$((root_lba * 512)),hash_seed=$(uuid hash),root_owner=0:0,lazy_itable_init=0,lazy_journal_init=0" \
  "$disk" "$(((end_lba - root_lba) / 2))k"
# mke2fs takes over when a file was last touched on this host: no part of the image.
find "$root" -printf '%P\n' | while IFS= read -r file; do
  for field in atime ctime crtime; do echo "sif \"/$file\" $field @$SOURCE_DATE_EPOCH"; done
  for field in atime_extra ctime_extra crtime_extra mtime_extra; do echo "sif \"/$file\" $field 0"; done
done >times.txt
# It also counts what it wrote; set last, alone, so that the count is always the same.
echo "ssv kbytes_written 0" >counter.txt
for commands in times.txt counter.txt; do
  debugfs -w -f "$commands" "$disk?offset=$((root_lba * 512))" >/dev/null 2>debugfs.errors
  grep -v '^debugfs [0-9]' debugfs.errors && { echo "error: debugfs could not set times" >&2; exit 1; }
done

# le64 FILE OFFSET NUMBER: writes a little-endian number into a file.
le64() {
  local byte
  for byte in 0 1 2 3 4 5 6 7; do printf '%b' "\\x$(printf %02x $(($3 >> (8 * byte) & 255)))"; done |
    dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
# The boot sector reads the first sector of the core image, and that one the rest.
le64 boot.img $((0x5c)) "$core_lba"
le64 core.img $((0x1f4)) $((core_lba + 1))
dd if=boot.img of="$disk" bs=440 count=1 conv=notrunc status=none
dd if=core.img of="$disk" bs=512 seek="$core_lba" conv=notrunc status=none
