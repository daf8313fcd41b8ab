package io.cairn.scheduler.application;

import java.util.HashSet;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a project has of everything, as its fair share counts it.
 *
 * @param machines that have a claim, and pieces of reservations
 * @param cost in MiB of memory, or what is worth as much
 * @param waiting machines that wait at the scheduler that was asked
 */
public record Holding(int machines, long cost, int waiting) {
    public static final Holding NOTHING = new Holding(0, 0, 0);

    Holding plus(int sign, long more) {
        return new Holding(machines + sign, cost + sign * more, waiting);
    }

    private Holding waiting(int now) {
        return new Holding(machines, cost, now);
    }

    /** Of all projects that have something, or want it. */
    static Map<String, Holding> all(Map<String, Holding> claimed, Map<String, Integer> waiting) {
        var projects = new HashSet<>(claimed.keySet());
        projects.addAll(waiting.keySet());
        return projects.stream()
                .collect(Collectors.toMap(project -> project, project -> claimed.getOrDefault(project, NOTHING)
                        .waiting(waiting.getOrDefault(project, 0))));
    }

    /** What a project of weight 1 would have if those that have something, or want it, shared all of it by weight. */
    public static long mean(Map<String, Holding> holdings, Map<String, Integer> weights) {
        var weight = holdings.keySet().stream().mapToLong(project -> weights.getOrDefault(project, 1)).sum();
        return weight == 0 ? 0 : holdings.values().stream().mapToLong(Holding::cost).sum() / weight;
    }
}
