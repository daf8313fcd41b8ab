package io.cairn.node.domain;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Optional;

/**
 * Turns passages of a console log, in their order, into the lines that were asked for. A line has the time of the
 * passage in which it begins; a passage may end in the middle of a line. Not for use by several threads.
 */
public final class LogLines {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final Optional<Instant> since;
    private final boolean timestamps;
    private long skip;
    private long left;
    private boolean atStart = true;
    private boolean shown;

    /** @param skip how many lines at the beginning are left out */
    public LogLines(LogQuery query, Optional<Instant> since, long skip) {
        this.since = since;
        this.timestamps = query.timestamps();
        this.skip = skip;
        this.left = query.limitBytes().orElse(Long.MAX_VALUE);
    }

    /** The lines that passages of this time begin are shown. */
    private boolean wanted(Instant time) {
        return skip == 0 && since.filter(time::isBefore).isEmpty();
    }

    /** What is to be shown of the next passage; empty if nothing. */
    public byte[] next(Instant time, byte[] bytes) {
        var out = new ByteArrayOutputStream(bytes.length + 64);
        var from = 0;
        while (from < bytes.length) {
            if (atStart) {
                shown = wanted(time);
                if (shown && timestamps) {
                    out.writeBytes((TIME.format(time) + " ").getBytes(StandardCharsets.UTF_8));
                }
            }
            var end = end(bytes, from);
            if (shown) {
                out.write(bytes, from, end - from);
            }
            atStart = bytes[end - 1] == '\n';
            if (atStart && skip > 0) {
                skip--;
            }
            from = end;
        }
        return limited(out.toByteArray());
    }

    private static int end(byte[] bytes, int from) {
        for (var i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return bytes.length;
    }

    private byte[] limited(byte[] bytes) {
        var taken = (int) Math.min(left, bytes.length);
        left -= taken;
        return taken == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, taken);
    }

    /** True once as many bytes were shown as were asked for. */
    public boolean done() {
        return left == 0;
    }

    /** A line of the agent's own, on a line of its own; not subject to what was asked for but the limit. */
    public byte[] notice(Instant time, String words) {
        var text = (atStart || !shown ? "" : "\n") + (timestamps ? TIME.format(time) + " " : "") + "[cairn] " + words
                + "\n";
        atStart = true;
        return limited(text.getBytes(StandardCharsets.UTF_8));
    }
}
