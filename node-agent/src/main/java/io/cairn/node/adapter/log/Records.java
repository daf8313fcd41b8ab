package io.cairn.node.adapter.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How an entry stands in a file: length of the bytes, checksum of everything else, kind, time in milliseconds, inode and
 * offset of the source, bytes.
 */
final class Records {
    static final int MOST_BYTES = 64 << 10;
    private static final int CHECKED_FROM = 4 + 4;
    private static final int HEADER = CHECKED_FROM + 1 + 8 + 8 + 8;

    private Records() {}

    static long length(Entry entry) {
        return HEADER + entry.bytes().length;
    }

    static ByteBuffer write(Entry entry) {
        var buffer = ByteBuffer.allocate(HEADER + entry.bytes().length);
        buffer.putInt(entry.bytes().length).putInt(0).put((byte) entry.kind().ordinal());
        buffer.putLong(entry.time().toEpochMilli()).putLong(entry.mark().file()).putLong(entry.mark().offset());
        buffer.put(entry.bytes()).flip();
        return buffer.putInt(4, sum(buffer));
    }

    /** The entry at a place; empty if none stands there whole. */
    static Optional<Entry> read(FileChannel channel, long at, long end) throws IOException {
        if (end - at < HEADER) {
            return Optional.empty();
        }
        var length = fill(channel, at, HEADER).getInt(0);
        if (length < 0 || length > MOST_BYTES || end - at - HEADER < length) {
            return Optional.empty();
        }
        var whole = fill(channel, at, HEADER + length);
        if (whole.limit() < HEADER + length || sum(whole) != whole.getInt(4)) {
            return Optional.empty();
        }
        whole.position(CHECKED_FROM);
        var kind = whole.get();
        if (kind < 0 || kind >= Entry.Kind.values().length) {
            return Optional.empty();
        }
        var time = Instant.ofEpochMilli(whole.getLong());
        var mark = new Entry.Mark(whole.getLong(), whole.getLong());
        var bytes = new byte[length];
        whole.get(bytes);
        return Optional.of(new Entry(Entry.Kind.values()[kind], time, mark, bytes));
    }

    private static ByteBuffer fill(FileChannel channel, long at, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {
            continue;
        }
        return buffer.flip();
    }

    /** Of the length too; never 0 for zeroes, which a file may have where a crash cut it. */
    private static int sum(ByteBuffer whole) {
        var sum = new CRC32C();
        sum.update(1);
        sum.update(whole.duplicate().limit(4));
        sum.update(whole.duplicate().position(CHECKED_FROM));
        return (int) sum.getValue();
    }
}
