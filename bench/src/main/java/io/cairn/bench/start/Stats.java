package io.cairn.bench.start;

import java.util.ArrayList;
import java.util.List;

/** Durations in milliseconds. */
final class Stats {
    private final List<Double> millis = new ArrayList<>();

    void add(double value) {
        millis.add(value);
    }

    void clear() {
        millis.clear();
    }

    /** Nearest rank: the smallest value that is not below the given share of all values. */
    double percentile(double share) {
        var sorted = millis.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    String row(String name) {
        return "| %-42s | %7.0f | %7.0f | %7.0f | %7.0f |".formatted(name, percentile(0), percentile(0.5),
                percentile(0.95), percentile(1));
    }

    static String head() {
        return "| milliseconds                               |     min |  median |     p95 |     max |%n"
                .formatted() + "| ------------------------------------------ | ------: | ------: | ------: | ------: |";
    }
}
