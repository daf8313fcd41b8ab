package io.cairn.scheduler.domain.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a node of a kind may be offered from now on: {@link #FUTURES} possible futures, the same ones for every room of
 * the kind, so that two rooms are compared under the same luck.
 */
final class Feeds {
    static final int FUTURES = 128;
    /** How much is offered in one future: this many times what the class can hold. */
    private static final double OFFERED = 2.25;
    /** A policy can choose among the requests that come close together, and gives an empty node the largest. */
    private static final int TOGETHER = 8;
    private static final int LONGEST = 256;

    private final List<Workload.Share> workload;
    private final Map<String, Double> capacity;
    private final long seed;
    private final Map<Kind, Futures> feeds = new HashMap<>();

    /** What of a node's class decides what it is offered. */
    record Kind(int devices, String model) {
        static Kind of(NodeClass node) {
            return new Kind(node.devices(), node.model());
        }
    }

    /**
     * @param capacity the share of all devices that is of a model
     * @param seed of the luck in the futures
     */
    Feeds(Workload workload, Map<String, Double> capacity, long seed) {
        this.workload = workload.shares();
        this.capacity = Map.copyOf(capacity);
        this.seed = seed;
    }

    Futures of(Kind node) {
        var known = feeds.get(node);
        if (known == null) {
            known = make(node);
            feeds.put(node, known);
        }
        return known;
    }

    private Futures make(Kind node) {
        double all = 0;
        double here = 0;
        var weights = new double[workload.size()];
        for (int m = 0; m < weights.length; m++) {
            var share = workload.get(m);
            all += share.share();
            weights[m] = reaches(share.shape(), node) ? share.share() / capacityFor(share.shape()) : 0;
            here += weights[m];
        }
        if (here == 0) {
            return Futures.NONE;
        }
        var drawn = shuffled(draw(weights, here, FUTURES * LONGEST));
        var result = new ArrayList<List<Shape>>(FUTURES);
        for (int f = 0; f < FUTURES; f++) {
            result.add(future(drawn.subList(f * LONGEST, (f + 1) * LONGEST), node, OFFERED * here / all));
        }
        return Futures.of(result);
    }

    private static boolean reaches(Shape shape, Kind node) {
        return shape.devices() == 0 || (node.devices() > 0 && shape.allows(node.model()));
    }

    /** A request that few devices will do for is offered to each of them more often. */
    private double capacityFor(Shape shape) {
        if (shape.devices() == 0 || shape.models().isEmpty()) {
            return 1;
        }
        double sum = shape.models().stream().sorted().mapToDouble(model -> capacity.getOrDefault(model, 0.0)).sum();
        return sum == 0 ? 1 : sum;
    }

    /** Evenly through the workload: each shape comes as often as it should, within one. */
    private List<Shape> draw(double[] weights, double total, int count) {
        var result = new ArrayList<Shape>(count);
        int m = 0;
        double upTo = weights[0];
        for (int i = 0; i < count; i++) {
            double at = (i + 0.5) / count * total;
            while (at > upTo && m < weights.length - 1) {
                upTo += weights[++m];
            }
            result.add(workload.get(m).shape());
        }
        return result;
    }

    private List<Shape> shuffled(List<Shape> shapes) {
        // A generator of its own each time: the futures of a class do not depend on which class was asked first.
        var own = new SplittableRandom(seed);
        for (int i = shapes.size() - 1; i > 0; i--) {
            int j = own.nextInt(i + 1);
            var swap = shapes.get(i);
            shapes.set(i, shapes.get(j));
            shapes.set(j, swap);
        }
        return shapes;
    }

    private static List<Shape> future(List<Shape> drawn, Kind node, double most) {
        var result = new ArrayList<Shape>();
        double offered = 0;
        for (int from = 0; from < drawn.size(); from += TOGETHER) {
            var together = new ArrayList<>(drawn.subList(from, Math.min(drawn.size(), from + TOGETHER)));
            together.sort(Comparator.comparingDouble((Shape shape) -> size(shape, node)).reversed());
            for (var shape : together) {
                offered += size(shape, node);
                if (offered > most) {
                    return result;
                }
                result.add(shape);
            }
        }
        return result;
    }

    /** The part of the node's devices that a shape takes. */
    private static double size(Shape shape, Kind node) {
        return (double) shape.deviceMilli() / (node.devices() * Room.WHOLE);
    }
}
