package io.cairn.node.adapter.log;

import io.cairn.node.domain.Keeping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** The console log of one machine: takes over what libvirt wrote and keeps it. One thread at a time. */
final class MachineLog implements AutoCloseable {
    private static final String MISSING = "\n[cairn] output is missing here: it came faster than this node reads\n";

    private final Path folder;
    private final Source source;
    private final Segments segments;
    private final ByteBuffer buffer = ByteBuffer.allocate(Records.MOST_BYTES);
    private long taken;
    private long gaps;
    private boolean gone;

    /** @param libvirt the file that libvirt writes */
    MachineLog(Path libvirt, Path folder, Keeping keeping) throws IOException {
        this.folder = folder;
        this.segments = new Segments(folder, keeping);
        this.source = new Source(libvirt, folder.resolve("source"));
    }

    /** Takes over at most so many bytes. */
    synchronized void pull(long most, Instant now) throws IOException {
        try {
            take(most, now);
        } catch (IOException | RuntimeException e) {
            // What was read and not kept is read again, from the last mark that stands in a segment.
            source.close();
            throw e;
        }
    }

    private void take(long most, Instant now) throws IOException {
        for (var left = most; left > 0 && !gone;) {
            buffer.clear().limit((int) Math.min(left, buffer.capacity()));
            switch (source.look(buffer, segments.mark())) {
                case Source.Look.Nothing() -> left = 0;
                case Source.Look.Next(var mark, var lost) -> next(mark, lost);
                case Source.Look.Bytes(var written, var mark) -> {
                    var bytes = Arrays.copyOf(buffer.array(), buffer.position());
                    segments.append(Entry.Kind.OUTPUT, written.isAfter(now) ? now : written, mark, bytes);
                    taken += bytes.length;
                    left -= bytes.length;
                }
            }
        }
    }

    private void next(Entry.Mark mark, boolean lost) throws IOException {
        if (lost) {
            gaps++;
            segments.append(Entry.Kind.NOTICE, Segment.NO_TIME, mark, MISSING.getBytes(StandardCharsets.UTF_8));
        } else {
            segments.append(Entry.Kind.MARK, Segment.NO_TIME, mark, new byte[0]);
        }
    }

    synchronized void drop(Instant now) throws IOException {
        if (!gone) {
            segments.drop(now);
        }
    }

    /** Where a reader begins: the later of two starts, for both leave out what comes before. */
    synchronized Optional<Segments.Start> start(Optional<Long> tail, Instant since) throws IOException {
        if (gone || segments.untouched()) {
            return Optional.empty();
        }
        var timely = segments.since(since);
        if (tail.isEmpty()) {
            return Optional.of(timely);
        }
        var last = segments.tail(tail.get());
        return Optional.of(last.segment().base() >= timely.segment().base() ? last : timely);
    }

    synchronized Optional<Segment> after(Segment read) {
        return gone ? Optional.empty() : segments.after(read);
    }

    /** Place behind what is kept. */
    synchronized long end() {
        return segments.end();
    }

    /** Bytes of output that are no longer kept. */
    synchronized long forgotten() {
        return segments.start();
    }

    synchronized boolean gone() {
        return gone;
    }

    synchronized long bytes() {
        return gone ? 0 : segments.bytes();
    }

    synchronized long taken() {
        return taken;
    }

    synchronized long dropped() {
        return segments.dropped();
    }

    synchronized long gaps() {
        return gaps;
    }

    /** Removes everything. */
    synchronized void delete() throws IOException {
        close();
        gone = true;
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    @Override
    public synchronized void close() throws IOException {
        source.close();
        segments.close();
    }
}
