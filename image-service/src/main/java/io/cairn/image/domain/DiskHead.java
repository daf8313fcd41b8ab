package io.cairn.image.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the first bytes of a file tell about it: a disk that can be kept, or why not. Read by ourselves before any program
 * opens the file, because what a disk's header names, such as a backing file, is opened by QEMU without asking. Pure.
 */
public sealed interface DiskHead {
    /** So many bytes are enough to tell; a shorter file is told from all of it. */
    int ENOUGH = 64 << 10;
    int SECTOR = 512;
    long MEBIBYTE = 1L << 20;

    /**
     * A disk.
     *
     * @param format qcow2 or raw, as qemu-img names it
     * @param virtualBytes size that a guest sees
     */
    record Disk(String format, long virtualBytes) implements DiskHead {
        /** The least root disk in MiB. */
        public long mebibytes() {
            return (virtualBytes + MEBIBYTE - 1) / MEBIBYTE;
        }
    }

    /**
     * No disk, or one that is not taken.
     *
     * @param sentence for the uploader: what is wrong and the way out
     */
    record Refused(String sentence) implements DiskHead {}

    /**
     * @param head the first {@link #ENOUGH} bytes of the file, or all of it
     * @param length of the file
     * @param mostVirtualBytes the largest disk that is taken
     */
    static DiskHead of(byte[] head, long length, long mostVirtualBytes) {
        var bytes = ByteBuffer.wrap(head);
        var disk = Qcow2Head.magic(bytes) ? Qcow2Head.of(bytes, length) : raw(bytes, length);
        return switch (disk) {
            case Disk(var format, var size) when size > mostVirtualBytes -> new Refused(
                    "the %s disk has a virtual size of %d MiB; the largest that is taken has %d MiB".formatted(format,
                            size / MEBIBYTE, mostVirtualBytes / MEBIBYTE));
            case Disk(_, var size) when size == 0 || size % SECTOR != 0 -> new Refused(
                    "the size of the disk, %d bytes, is no multiple of %d: it was cut off, or is no disk".formatted(
                            size,
                            SECTOR));
            case Disk fits -> fits;
            case Refused refused -> refused;
        };
    }

    /** A raw disk has no header: it is believed if it begins with what firmware can boot, a partition table. */
    private static DiskHead raw(ByteBuffer head, long length) {
        var other = other(head);
        if (other.isPresent()) {
            return new Refused(other.get());
        }
        var signed = head.limit() >= SECTOR && head.get(510) == 0x55 && head.get(511) == (byte) 0xaa;
        return signed
                ? new Disk("raw", length)
                : new Refused(
                        "this is no disk: it begins neither as qcow2 does nor with a partition table (MBR or GPT); "
                                + "what is taken is a whole disk, qcow2 or raw");
    }

    /** Formats that people are likely to have at hand, with the way to one that is taken. */
    private static Optional<String> other(ByteBuffer head) {
        record Known(String magic, int at, String format) {}
        var known = new Known[]{new Known("KDMV", 0, "vmdk"), new Known("# Disk DescriptorFile", 0, "vmdk"),
                new Known("vhdxfile", 0, "vhdx"), new Known("conectix", 0, "vpc"), new Known("QED\0", 0, "qed"),
                new Known("<<< ", 0, "vdi")};
        for (var one : known) {
            if (has(head, one.at(), one.magic())) {
                return Optional.of("a %1$s disk is not taken; convert it first: qemu-img convert -f %1$s -O qcow2 FILE "
                        .formatted(one.format()) + "disk.qcow2");
            }
        }
        if (has(head, 0x8001, "CD001")) {
            return Optional.of("an ISO 9660 image is no disk that a machine boots from; upload an installed disk");
        }
        var packed = has(head, 0, "\u001f\u008b") || has(head, 0, "\u00fd7zXZ") || has(head, 0, "PK\u0003\u0004")
                || has(head, 0, "BZh") || has(head, 0, "(\u00b5/\u00fd");
        return packed ? Optional.of("the file is compressed; unpack it first") : Optional.empty();
    }

    private static boolean has(ByteBuffer head, int at, String magic) {
        var bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        return head.limit() >= at + bytes.length
                && head.slice(at, bytes.length).equals(ByteBuffer.wrap(bytes));
    }
}
