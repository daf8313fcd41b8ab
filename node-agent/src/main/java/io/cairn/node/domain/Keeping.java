package io.cairn.node.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How much of a console log is kept, in segments of which the oldest goes first.
 *
 * @param maxBytes of all segments of a machine
 * @param maxAge of a line
 */
public record Keeping(long maxBytes, Duration maxAge) {
    private static final int SEGMENTS = 16;
    private static final long SMALLEST = 4L << 10;
    private static final long LARGEST = 4L << 20;

    /** @param maxBytes at least 64 KiB, so that a segment is worth a file */
    public Keeping {
        if (maxBytes < SEGMENTS * SMALLEST) {
            throw new IllegalArgumentException("A console log of at most %d bytes is too small: at least %d"
                    .formatted(maxBytes, SEGMENTS * SMALLEST));
        }
        if (maxAge.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("A console log of %s is too short: at least a minute".formatted(maxAge));
        }
    }

    /** A segment as far as keeping is concerned. */
    public record Part(long bytes, Instant first) {}

    /** A segment that is as large or covers as much time as this is closed, and another is begun. */
    public boolean full(Part part, Instant now) {
        return part.bytes() >= segmentBytes() || part.first().plus(maxAge.dividedBy(2 * SEGMENTS)).isBefore(now);
    }

    private long segmentBytes() {
        return Math.min(LARGEST, maxBytes / SEGMENTS);
    }

    /** What begins before this is no longer shown. */
    public Instant oldest(Instant now) {
        return now.minus(maxAge);
    }

    /**
     * How many of the segments, oldest first, must go. The last one is being written and stays. A segment is too old when
     * the next one begins too early.
     */
    public int surplus(List<Part> parts, Instant now) {
        var bytes = parts.stream().mapToLong(Part::bytes).sum();
        var gone = 0;
        while (gone < parts.size() - 1
                && (bytes > maxBytes || parts.get(gone + 1).first().isBefore(oldest(now)))) {
            bytes -= parts.get(gone++).bytes();
        }
        return gone;
    }
}
