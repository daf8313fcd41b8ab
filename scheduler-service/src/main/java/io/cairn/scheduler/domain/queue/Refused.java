package io.cairn.scheduler.domain.queue;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

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

    /** How many of its priority come before one of them: projects that have less, and who came earlier of as much. */
    int ahead(Entry<T> entry, Shares shares, int most) {
        var line = lines.get(entry.waiting.priority());
        if (line == null) {
            return 0;
        }
        var share = shares.of(entry.waiting.project());
        var ahead = 0;
        for (var project : line.projects.entrySet()) {
            var its = shares.of(project.getKey());
            if (its < share) {
                ahead += project.getValue().size();
            } else if (its == share) {
                ahead += earlier(project.getValue(), entry, most - ahead);
            }
            if (ahead >= most) {
                return most;
            }
        }
        return ahead;
    }

    private static <T> int earlier(TreeSet<Entry<T>> line, Entry<T> entry, int most) {
        return (int) line.headSet(entry, false).stream().limit(most).count();
    }
}
