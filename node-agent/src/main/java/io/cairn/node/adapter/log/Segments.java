package io.cairn.node.adapter.log;

import io.cairn.node.domain.Keeping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kept log of one machine. Its methods are for one thread at a time; what {@link #from} gave may be read by others. */
final class Segments {
    private static final String NAME = "[0-9]{20}";

    private final Path folder;
    private final Keeping keeping;
    private final List<Segment> segments = new ArrayList<>();
    private long dropped;

    Segments(Path folder, Keeping keeping) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.keeping = keeping;
        List<Long> bases;
        try (var files = Files.list(folder)) {
            bases = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(NAME))
                    .map(Long::parseLong)
                    .sorted()
                    .toList();
        }
        for (var base : bases) {
            segments.add(base.equals(bases.getLast()) ? Segment.writable(folder, base) : Segment.closed(folder, base));
        }
        if (segments.isEmpty()) {
            segments.add(Segment.writable(folder, 0));
        }
    }

    /** Time never goes back in a log, whatever the clock does. */
    void append(Entry.Kind kind, Instant time, Entry.Mark mark, byte[] bytes) throws IOException {
        var newest = segments.getLast();
        var at = time.isBefore(newest.last()) ? newest.last() : time;
        if (newest.end() > newest.base() && keeping.full(part(newest), at)) {
            roll();
        }
        segments.getLast().append(new Entry(kind, at, mark, bytes));
        drop(at);
    }

    /** Begins a segment with the mark of the one before, which may be let go first. */
    private void roll() throws IOException {
        var full = segments.getLast();
        var fresh = Segment.writable(folder, full.end());
        fresh.append(new Entry(Entry.Kind.MARK, full.last(), full.mark(), new byte[0]));
        segments.add(fresh);
        full.close();
    }

    private static Keeping.Part part(Segment segment) {
        return new Keeping.Part(segment.size(), segment.first());
    }

    /** Lets go what is too old or too much. */
    void drop(Instant now) throws IOException {
        var newest = segments.getLast();
        if (newest.end() > newest.base() && newest.last().isBefore(keeping.oldest(now))) {
            roll();
        }
        for (var left = keeping.surplus(segments.stream().map(Segments::part).toList(), now); left > 0; left--) {
            var oldest = segments.removeFirst();
            dropped += oldest.size();
            oldest.delete();
        }
    }

    /** Place of the first byte that is kept. */
    long start() {
        return segments.getFirst().base();
    }

    /** Place behind the last byte. */
    long end() {
        return segments.getLast().end();
    }

    Entry.Mark mark() {
        return segments.getLast().mark();
    }

    long bytes() {
        return segments.stream().mapToLong(Segment::size).sum();
    }

    /** Bytes that were let go since this was opened. */
    long dropped() {
        return dropped;
    }

    /** Nothing was ever written. */
    boolean untouched() {
        return segments.size() == 1 && start() == 0 && segments.getFirst().size() == 0;
    }

    /**
     * Where to begin.
     *
     * @param skip lines to leave out from there
     */
    record Start(Segment segment, long skip) {}

    /** The segment in which the last so many lines begin, and how many lines of it come before them. */
    Start tail(long lines) throws IOException {
        if (lines == 0) {
            return new Start(segments.getLast(), segments.getLast().newlines() + (midLine() ? 1 : 0));
        }
        var wanted = midLine() ? lines - 1 : lines;
        for (var i = segments.size() - 1; i >= 0; i--) {
            var here = segments.get(i).newlines();
            // The line before the first wanted one ends here: the wanted one begins here or at the very next byte.
            if (here > wanted) {
                return new Start(segments.get(i), here - wanted);
            }
            wanted -= here;
        }
        return new Start(segments.getFirst(), 0);
    }

    private boolean midLine() throws IOException {
        for (var i = segments.size() - 1; i >= 0; i--) {
            var segment = segments.get(i);
            var end = i == segments.size() - 1 ? segment.end() : segments.get(i + 1).base();
            if (end > segment.base()) {
                return segment.midLine();
            }
        }
        return false;
    }

    /**
     * The segment from which lines since then are to be looked for: one before the first that may hold such, so that what
     * is left of an earlier line is known for that.
     */
    Start since(Instant time) {
        var i = segments.size() - 1;
        while (i > 0 && !segments.get(i).first().isBefore(time)) {
            i--;
        }
        var base = segments.get(i).base();
        while (i > 0 && segments.get(i).base() == base) {
            i--;
        }
        return new Start(segments.get(i), 0);
    }

    /** The segment behind a place; empty if that is still being written. */
    Optional<Segment> after(Segment read) {
        return segments.stream().filter(segment -> segment.base() > read.base()).findFirst();
    }

    void close() throws IOException {
        for (var segment : segments) {
            segment.close();
        }
    }
}
