package io.cairn.scheduler.domain.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is asked for, by how often: the shapes that policies prepare for. */
public record Workload(List<Share> shares) {
    static final Workload NONE = new Workload(List.of());

    /** @param share of all requests, 0 to 1; the shares of a part of a workload need not add up to 1 */
    public record Share(Shape shape, double share) {}

    public Workload {
        shares = List.copyOf(shares);
    }

    /** Most frequent first; equals in an order of their own, whoever came first. */
    static Workload weighted(Map<Shape, Long> weights) {
        double total = weights.values().stream().mapToLong(Long::longValue).sum();
        return new Workload(weights.entrySet()
                .stream()
                .sorted(Map.Entry.<Shape, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry::getKey, Shape.ORDER))
                .map(entry -> new Share(entry.getKey(), entry.getValue() / total))
                .toList());
    }

    /** Most frequent first; among equals whoever came first, as the published experiment has it. */
    public static Workload of(Iterable<Shape> requests) {
        var counts = new LinkedHashMap<Shape, Integer>();
        requests.forEach(shape -> counts.merge(shape, 1, Integer::sum));
        double total = counts.values().stream().mapToInt(Integer::intValue).sum();
        return new Workload(counts.entrySet()
                .stream()
                .sorted(Map.Entry.<Shape, Integer>comparingByValue().reversed())
                .map(entry -> new Share(entry.getKey(), entry.getValue() / total))
                .toList());
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

    /** Shapes that differ by memory and disk alone taken together. */
    public Workload withoutMemory() {
        var sums = new LinkedHashMap<Shape, Double>();
        shares.forEach(share -> sums.merge(share.shape().withoutMemory(), share.share(), Double::sum));
        return new Workload(sums.entrySet()
                .stream()
                .sorted(Comparator.comparing((Map.Entry<Shape, Double> entry) -> entry.getValue()).reversed())
                .map(entry -> new Share(entry.getKey(), entry.getValue()))
                .toList());
    }

    /** What asks for devices, as if nothing else were asked for. */
    Workload ofDevices() {
        var some = shares.stream().filter(share -> share.shape().devices() > 0).toList();
        double all = some.stream().mapToDouble(Share::share).sum();
        return new Workload(some.stream().map(share -> new Share(share.shape(), share.share() / all)).toList());
    }

    /** Counted by how many devices are asked for, not by how often: one request for eight weighs as much as eight for one. */
    Workload bySize() {
        double all = shares.stream().mapToDouble(Workload::devices).sum();
        return all == 0 ? NONE
                : new Workload(shares.stream()
                        .filter(share -> share.shape().devices() > 0)
                        .map(share -> new Share(share.shape(), devices(share) / all))
                        .sorted(Comparator.comparing(Share::share).reversed())
                        .toList());
    }

    private static double devices(Share share) {
        return share.share() * share.shape().deviceMilli();
    }

    /** The part of all requests by which two workloads differ, 0 to 1. */
    double distance(Workload other) {
        var differences = new HashMap<Shape, Double>();
        shares.forEach(share -> differences.merge(share.shape(), share.share(), Double::sum));
        other.shares.forEach(share -> differences.merge(share.shape(), -share.share(), Double::sum));
        return differences.values().stream().mapToDouble(Math::abs).sum() / 2;
    }
}
