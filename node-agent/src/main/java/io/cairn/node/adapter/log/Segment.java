package io.cairn.node.adapter.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

/**
 * A file of entries. One of a log is being written; the others are closed, and looked into only at need. One thread
 * writes, others may read meanwhile.
 */
final class Segment {
    /** Of an entry that has no time of its own: it has that of the one before. */
    static final Instant NO_TIME = Instant.EPOCH;
    private static final Instant NEVER = Instant.MAX;
    private static final long UNKNOWN = -1;

    private final Path file;
    private final long base;
    private Optional<FileChannel> out = Optional.empty();
    private volatile long size;
    private volatile long bytes;
    private volatile long newlines;
    private volatile boolean midLine;
    private volatile Instant first = NEVER;
    private Instant last = NO_TIME;
    private Entry.Mark mark = Entry.Mark.NONE;

    /** @param base how many bytes of the whole log stand in earlier segments; the name of the file */
    private Segment(Path folder, long base) {
        this.file = folder.resolve("%020d".formatted(base));
        this.base = base;
    }

    /** One that was closed: only its size and its first entry are looked at. */
    static Segment closed(Path folder, long base) throws IOException {
        var segment = new Segment(folder, base);
        try (var reading = segment.read()) {
            segment.size = reading.channel.size();
            segment.first = reading.next().map(Entry::time).orElse(Instant.EPOCH);
        }
        segment.newlines = UNKNOWN;
        return segment;
    }

    /** The one that is written, or a new one. What a crash left torn at its end is cut off. */
    static Segment writable(Path folder, long base) throws IOException {
        var segment = new Segment(folder, base);
        var channel = FileChannel.open(segment.file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        var end = channel.size();
        for (var entry = Records.read(channel, 0, end); entry.isPresent(); entry = Records.read(channel, segment.size,
                end)) {
            segment.count(entry.get());
        }
        channel.truncate(segment.size);
        segment.out = Optional.of(channel);
        return segment;
    }

    private synchronized void count(Entry entry) {
        newlines += lines(entry);
        midLine = entry.bytes().length > 0 ? open(entry) : midLine;
        if (!entry.time().equals(NO_TIME)) {
            first = first.equals(NEVER) ? entry.time() : first;
            last = entry.time();
        }
        mark = entry.mark();
        bytes += entry.bytes().length;
        size += Records.length(entry);
    }

    private static boolean open(Entry entry) {
        return entry.bytes()[entry.bytes().length - 1] != '\n';
    }

    private static long lines(Entry entry) {
        var lines = 0L;
        for (var each : entry.bytes()) {
            if (each == '\n') {
                lines++;
            }
        }
        return lines;
    }

    void append(Entry entry) throws IOException {
        var channel = out.orElseThrow();
        var buffer = Records.write(entry);
        var at = size;
        while (buffer.hasRemaining()) {
            channel.write(buffer, at + buffer.position());
        }
        count(entry);
    }

    /** No more is written; what is read can go on to be. */
    void close() throws IOException {
        if (out.isPresent()) {
            out.get().close();
        }
        out = Optional.empty();
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(file);
    }

    long base() {
        return base;
    }

    long size() {
        return size;
    }

    /** Place behind what was written. */
    long end() {
        return base + bytes;
    }

    /** How many lines end here. */
    long newlines() throws IOException {
        if (newlines == UNKNOWN) {
            var counted = 0L;
            try (var reading = read()) {
                for (var entry = reading.next(); entry.isPresent(); entry = reading.next()) {
                    counted += lines(entry.get());
                    midLine = entry.get().bytes().length > 0 ? open(entry.get()) : midLine;
                }
            }
            newlines = counted;
        }
        return newlines;
    }

    /** True if what was written last has not ended its line. */
    boolean midLine() throws IOException {
        return newlines() >= 0 && midLine;
    }

    /** Time of the first entry; far in the future if there is none. */
    Instant first() {
        return first;
    }

    Instant last() {
        return last;
    }

    Entry.Mark mark() {
        return mark;
    }

    Reading read() throws IOException {
        return new Reading(this, FileChannel.open(file, StandardOpenOption.READ));
    }

    /** Somebody who reads it, also after it was deleted. */
    static final class Reading implements AutoCloseable {
        private final Segment segment;
        private final FileChannel channel;
        private long at;

        private Reading(Segment segment, FileChannel channel) {
            this.segment = segment;
            this.channel = channel;
        }

        Segment segment() {
            return segment;
        }

        /** The next entry; empty if there is none yet, or if what follows is broken. */
        Optional<Entry> next() throws IOException {
            var end = segment.size == 0 ? channel.size() : segment.size;
            var entry = Records.read(channel, at, end);
            entry.ifPresent(read -> at += Records.length(read));
            return entry;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
