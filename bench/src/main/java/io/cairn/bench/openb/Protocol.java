package io.cairn.bench.openb;

import io.cairn.scheduler.domain.policy.Fragmentation;
import io.cairn.scheduler.domain.policy.NodeClass;
import io.cairn.scheduler.domain.policy.Rooms;
import io.cairn.scheduler.domain.policy.Scoring;
import io.cairn.scheduler.domain.policy.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The published experiment, once: shuffled tasks (cloned or thinned to 130 % of the GPUs) arrive one at a time at an
 * empty fleet in shuffled order; what fits nowhere is dropped for good.
 */
final class Protocol {
    private static final double REQUESTED = 1.3;
    /** Points of the curve that is recorded for plots. */
    private static final int POINTS = 130;

    private final Openb trace;
    private final long capacity;

    Protocol(Openb trace) {
        this.trace = trace;
        capacity = trace.capacity();
    }

    /**
     * @param curve allocated % when 1, 2, .. 130 % of the GPUs have been requested
     * @param fragmented of the free GPUs, the % that the next task could not use when 100 % had been requested
     */
    record Outcome(double[] curve, double fragmented) {
        double at(int percent) {
            return curve[percent - 1];
        }
    }

    Outcome run(Scoring policy, boolean randomTies, long seed) {
        var nodes = new ArrayList<>(trace.nodes());
        Collections.shuffle(nodes, new Random(seed * 7919 + 1));
        var ties = randomTies ? new Rooms.Ties.Random(new Random(seed * 104_729 + 1)) : new Rooms.Ties.Fixed();
        var rooms = new Rooms(policy, ties, nodes.stream().map(NodeClass::empty).toList());
        var curve = new double[POINTS];
        var fragmentation = new Fragmentation(trace.wanted());
        double fragmented = 0;
        long requested = 0;
        long used = 0;
        int point = 0;
        for (var task : arrivals(seed)) {
            requested += task.deviceMilli();
            var choice = rooms.choose(task);
            if (choice.isPresent()) {
                rooms.take(task, choice.get());
                used += task.deviceMilli();
            }
            while (point < POINTS && requested * 100 >= capacity * (point + 1)) {
                curve[point++] = 100.0 * used / capacity;
                fragmented = point == 100 ? ratio(fragmentation, rooms, nodes.size()) : fragmented;
            }
        }
        // Thinning stops just below the goal.
        while (point < POINTS) {
            curve[point++] = 100.0 * used / capacity;
        }
        return new Outcome(curve, fragmented);
    }

    private static double ratio(Fragmentation fragmentation, Rooms rooms, int nodes) {
        double unusable = 0;
        double free = 0;
        for (int node = 0; node < nodes; node++) {
            unusable += fragmentation.of(rooms.room(node));
            free += rooms.room(node).deviceMilli();
        }
        return free == 0 ? 0 : 100 * unusable / free;
    }

    private List<Shape> arrivals(long seed) {
        var random = new Random(seed);
        var result = new ArrayList<>(trace.tasks());
        Collections.shuffle(result, random);
        long goal = Math.round(REQUESTED * capacity);
        long sum = result.stream().mapToLong(Shape::deviceMilli).sum();
        while (sum > goal) {
            sum -= result.removeLast().deviceMilli();
        }
        while (sum < goal) {
            var clone = trace.tasks().get(random.nextInt(trace.tasks().size()));
            result.add(clone);
            sum += clone.deviceMilli();
        }
        return result;
    }
}
