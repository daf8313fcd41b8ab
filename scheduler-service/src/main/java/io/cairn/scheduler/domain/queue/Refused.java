package io.cairn.scheduler.domain.queue;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Those that fitted nowhere, indexed: what is asked for every machine that is looked at walks through none of them. */
final class Refused<T> {
    private final TreeMap<Integer, Line<T>> lines = new TreeMap<>(Comparator.reverseOrder());

    /** Of one priority. */
    private static final class Line<T> {
        private final TreeSet<Entry<T>> all = new TreeSet<>(Entry.byAge());
        private final Map<String, TreeSet<Entry<T>>> projects = new HashMap<>();
    }

    void add(Entry<T> entry) {
        var line = lines.computeIfAbsent(entry.waiting.priority(), _ -> new Line<>());
        line.all.add(entry);
        line.projects.computeIfAbsent(entry.waiting.project(), _ -> new TreeSet<>(Entry.byAge())).add(entry);
    }

    void remove(Entry<T> entry) {
        var line = lines.get(entry.waiting.priority());
        if (line == null || !line.all.remove(entry)) {
            return;
        }
        line.projects.computeIfPresent(entry.waiting.project(), (_, its) -> {
            its.remove(entry);
            return its.isEmpty() ? null : its;
        });
        if (line.all.isEmpty()) {
            lines.remove(entry.waiting.priority());
        }
    }

    boolean contains(Entry<T> entry) {
        var line = lines.get(entry.waiting.priority());
        return line != null && line.all.contains(entry);
    }

    void forEach(Consumer<Entry<T>> each) {
        lines.values().forEach(line -> line.all.forEach(each));
    }

    /** Those who wait since before a time, at most so many: highest priority first, then the oldest. */
    List<Waiting<T>> since(Instant time, int most) {
        return lines.values()
                .stream()
                .flatMap(line -> line.all.stream().takeWhile(entry -> entry.since().isBefore(time)))
                .limit(most)
                .map(entry -> entry.waiting)
                .toList();
    }

    /**
     * How many of its priority come before one of them: those who wait since before a time, the oldest first; then projects
     * that have less, and who came earlier of as much.
     */
    int ahead(Entry<T> entry, Shares shares, Instant late, int most) {
        var line = lines.get(entry.waiting.priority());
        if (line == null) {
            return 0;
        }
        if (entry.since().isBefore(late)) {
            return count(line.all.headSet(entry, false).stream(), most);
        }
        var share = shares.of(entry.waiting.project());
        var ahead = count(line.all.stream().takeWhile(one -> one.since().isBefore(late)), most);
        for (var project : line.projects.entrySet()) {
            if (ahead >= most) {
                return most;
            }
            var its = shares.of(project.getKey());
            if (its <= share) {
                var before = its < share ? project.getValue() : project.getValue().headSet(entry, false);
                ahead += count(before.stream().dropWhile(one -> one.since().isBefore(late)), most - ahead);
            }
        }
        return ahead;
    }

    private static <T> int count(Stream<Entry<T>> some, int most) {
        return (int) some.limit(most).count();
    }
}
