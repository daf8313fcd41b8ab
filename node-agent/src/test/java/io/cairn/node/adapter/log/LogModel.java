package io.cairn.node.adapter.log;

import io.cairn.node.domain.LogQuery;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a console log is to show, in the plainest way: every byte with its time, and lines cut from them. */
final class LogModel {
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final List<Instant> times = new ArrayList<>();

    /** @param text ended by a line feed or not */
    private record Line(Instant time, String text) {}

    void write(Instant time, byte[] bytes) {
        all.writeBytes(bytes);
        for (var i = 0; i < bytes.length; i++) {
            times.add(time);
        }
    }

    int size() {
        return times.size();
    }

    private List<Line> lines(int from) {
        var lines = new ArrayList<Line>();
        var bytes = all.toByteArray();
        for (var at = from; at < bytes.length;) {
            var end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            var next = Math.min(bytes.length, end + 1);
            lines.add(new Line(times.get(at), new String(bytes, at, next - at, StandardCharsets.ISO_8859_1)));
            at = next;
        }
        return lines;
    }

    /**
     * @param from how many bytes at the beginning are no longer kept
     * @param notice how many of those are told of; empty if none are to be
     */
    String show(LogQuery query, int from, Instant oldest, Optional<String> notice) {
        var lines = lines(from);
        var first = query.tailLines().map(tail -> Math.max(0, lines.size() - tail)).orElse(0L);
        var text = new StringBuilder(notice.orElse(""));
        var since = query.since().filter(oldest::isBefore).orElse(oldest);
        for (var i = first.intValue(); i < lines.size(); i++) {
            var line = lines.get(i);
            if (!line.time().isBefore(since)) {
                text.append(query.timestamps() ? time(line.time()) + " " : "").append(line.text());
            }
        }
        return text.substring(0, query.limitBytes()
                .map(limit -> Math.min(limit.intValue(), text.length()))
                .orElse(text.length()));
    }

    static String time(Instant time) {
        var text = time.toString();
        return text.contains(".") ? text : text.replace("Z", ".000Z");
    }
}
