package io.cairn.scheduler.domain.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is asked for, by how often: the shapes that policies prepare for. */
public record Workload(List<Share> shares) {

    /** @param share of all requests, 0 to 1; the shares of a part of a workload need not add up to 1 */
    public record Share(Shape shape, double share) {}

    public Workload {
        shares = List.copyOf(shares);
    }

    /** Most frequent first; among equals the order of the map. */
    public static Workload of(Map<Shape, Integer> counts) {
        double total = counts.values().stream().mapToInt(Integer::intValue).sum();
        return new Workload(counts.entrySet()
                .stream()
                .sorted((a, b) -> b.getValue() - a.getValue())
                .map(entry -> new Share(entry.getKey(), entry.getValue() / total))
                .toList());
    }

    public static Workload of(Iterable<Shape> requests) {
        var counts = new LinkedHashMap<Shape, Integer>();
        requests.forEach(shape -> counts.merge(shape, 1, Integer::sum));
        return of(counts);
    }

    /** The shortest run of the most frequent shapes that covers a part of all requests. */
    public Workload commonest(double part) {
        var kept = new ArrayList<Share>();
        double covered = 0;
        for (var share : shares) {
            if (covered >= part - 1e-12) {
                break;
            }
            kept.add(share);
            covered += share.share();
        }
        return new Workload(kept);
    }

    /** Shapes that differ by memory alone taken together. */
    public Workload withoutMemory() {
        var sums = new LinkedHashMap<Shape, Double>();
        shares.forEach(share -> sums.merge(share.shape().withoutMemory(), share.share(), Double::sum));
        return new Workload(sums.entrySet()
                .stream()
                .sorted((a, b) -> Double.compare(b.getValue(), a.getValue()))
                .map(entry -> new Share(entry.getKey(), entry.getValue()))
                .toList());
    }
}
