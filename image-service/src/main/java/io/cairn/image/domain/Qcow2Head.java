package io.cairn.image.domain;

import java.nio.ByteBuffer;

/**
 * The header of a qcow2 file (docs/interop/qcow2.txt of QEMU). What would make QEMU open a second file, or is beyond what
 * we understand, is refused.
 */
final class Qcow2Head {
    private static final int MAGIC = 0x514649fb;
    private static final int LENGTH_V2 = 72;
    private static final int LENGTH_V3 = 104;
    private static final int MOST_L1_ENTRIES = (32 << 20) / Long.BYTES;
    private static final long DIRTY = 1;
    private static final long CORRUPT = 1 << 1;
    private static final long DATA_FILE = 1 << 2;
    private static final long COMPRESSION = 1 << 3;
    private static final long EXTENDED_L2 = 1 << 4;
    private static final int EXTENSION_BACKING = 0xe2792aca;
    private static final int EXTENSION_DATA_FILE = 0x44415441;
    private static final int EXTENSION_ENCRYPTION = 0x0537be77;
    private static final String FLATTEN = "; make one file of it: qemu-img convert -O qcow2 FILE disk.qcow2";

    private Qcow2Head() {}

    static boolean magic(ByteBuffer head) {
        return head.limit() >= Integer.BYTES && head.getInt(0) == MAGIC;
    }

    static DiskHead of(ByteBuffer head, long length) {
        if (head.limit() < LENGTH_V2) {
            return refused("the qcow2 header is cut off after %d bytes".formatted(head.limit()));
        }
        var version = head.getInt(4);
        if (version != 2 && version != 3) {
            return refused("qcow2 version %d is not known; 2 and 3 are".formatted(Integer.toUnsignedLong(version)));
        }
        if (version == 3 && head.limit() < LENGTH_V3) {
            return refused("the qcow2 header is cut off after %d bytes".formatted(head.limit()));
        }
        if (head.getLong(8) != 0 || head.getInt(16) != 0) {
            return refused("the disk stands on a backing file, and another file is never opened for it" + FLATTEN);
        }
        if (head.getInt(32) != 0) {
            return refused("the disk is encrypted; nodes have no key for it");
        }
        if (head.getInt(60) != 0) {
            return refused("the disk holds internal snapshots, which every node would fetch in vain" + FLATTEN);
        }
        var shape = shape(head, length);
        if (shape != null) {
            return shape;
        }
        var features = version == 2 ? null : features(head.getLong(72));
        if (features != null) {
            return features;
        }
        var extensions = extensions(head, version == 2 ? LENGTH_V2 : head.getInt(100));
        return extensions != null ? extensions : new DiskHead.Disk("qcow2", head.getLong(24));
    }

    /** Sizes and places of the tables. */
    private static DiskHead.@org.jspecify.annotations.Nullable Refused shape(ByteBuffer head, long length) {
        var clusterBits = head.getInt(20);
        if (clusterBits < 9 || clusterBits > 21) {
            return refused("clusters of 2^%d bytes are not possible".formatted(Integer.toUnsignedLong(clusterBits)));
        }
        if (head.getLong(24) < 0) {
            return refused("the virtual size is beyond all bounds");
        }
        var entries = head.getInt(36);
        var table = head.getLong(40);
        if (entries < 0 || entries > MOST_L1_ENTRIES) {
            return refused("an L1 table of %d entries is too large".formatted(Integer.toUnsignedLong(entries)));
        }
        if (table < 0 || table > length || entries * (long) Long.BYTES > length - table) {
            return refused("the L1 table lies beyond the end of the file: it was cut off");
        }
        var counts = head.getLong(48);
        if (counts <= 0 || counts >= length) {
            return refused("the refcount table lies beyond the end of the file: it was cut off");
        }
        return null;
    }

    private static DiskHead.@org.jspecify.annotations.Nullable Refused features(long incompatible) {
        if ((incompatible & DATA_FILE) != 0) {
            return refused("the disk keeps its data in an external file, and another file is never opened for it"
                    + FLATTEN);
        }
        if ((incompatible & (DIRTY | CORRUPT)) != 0) {
            return refused("the disk was not closed in order; repair it first: qemu-img check -r all FILE");
        }
        var unknown = incompatible & ~(COMPRESSION | EXTENDED_L2);
        return unknown == 0 ? null
                : refused("the disk uses qcow2 features that are not known here (bits %#x)".formatted(unknown));
    }

    /** The extensions follow the header: type, length, data padded to eight bytes; type 0 ends them. */
    private static DiskHead.@org.jspecify.annotations.Nullable Refused extensions(ByteBuffer head, int start) {
        if (start < LENGTH_V2 || start % Long.BYTES != 0 || start > head.limit()) {
            return refused("a qcow2 header of %d bytes is not possible".formatted(Integer.toUnsignedLong(start)));
        }
        var at = (long) start;
        while (at + Long.BYTES <= head.limit()) {
            var type = head.getInt((int) at);
            var size = Integer.toUnsignedLong(head.getInt((int) at + Integer.BYTES));
            switch (type) {
                case 0 -> {
                    return null;
                }
                case EXTENSION_BACKING -> {
                    return refused("the header names the format of a backing file" + FLATTEN);
                }
                case EXTENSION_DATA_FILE -> {
                    return refused("the header names an external data file" + FLATTEN);
                }
                case EXTENSION_ENCRYPTION -> {
                    return refused("the disk is encrypted; nodes have no key for it");
                }
                default -> at += Long.BYTES + (size + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
            }
        }
        return refused("the extensions of the qcow2 header do not end within the first %d bytes".formatted(
                head.limit()));
    }

    private static DiskHead.Refused refused(String sentence) {
        return new DiskHead.Refused(sentence);
    }
}
