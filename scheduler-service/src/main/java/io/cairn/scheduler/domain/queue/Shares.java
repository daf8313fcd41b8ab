package io.cairn.scheduler.domain.queue;

import java.util.HashMap;
import java.util.Map;

/** How much each project has, by its weight: who has least is served first. */
final class Shares {
    private static final long SCALE = 1_000;

    private final Map<String, Long> used = new HashMap<>();
    private Map<String, Integer> weights = Map.of();

    void weigh(Map<String, Integer> now) {
        if (now.equals(weights)) {
            return;
        }
        now.forEach((project, weight) -> {
            if (weight < 1) {
                throw new IllegalArgumentException("The weight of project %s is at least 1, not %d".formatted(project,
                        weight));
            }
        });
        weights = Map.copyOf(now);
    }

    void add(String project, long cost) {
        used.merge(project, cost, Long::sum);
        used.remove(project, 0L);
    }

    long of(String project) {
        return used.getOrDefault(project, 0L) * SCALE / weights.getOrDefault(project, 1);
    }
}
