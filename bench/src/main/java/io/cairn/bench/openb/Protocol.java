package io.cairn.bench.openb;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.engine.Ties;
import io.cairn.scheduler.domain.policy.Fragmentation;
import io.cairn.scheduler.domain.policy.Room;
import io.cairn.scheduler.domain.policy.Sight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The published experiment, once: shuffled tasks (cloned or thinned to 130 % of the GPUs) arrive one at a time at an
 * empty fleet in shuffled order; what fits nowhere is dropped for good. They are placed by the view that the scheduler
 * decides on.
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

    Outcome run(Policy policy, boolean randomTies, long seed) {
        var view = fleet(policy, randomTies, seed);
        var curve = new double[POINTS];
        var fragmentation = new Fragmentation(trace.wanted());
        double fragmented = 0;
        long requested = 0;
        long used = 0;
        int point = 0;
        int number = 0;
        for (var task : arrivals(seed)) {
            requested += task.gpuMilli();
            if (view.place("task-" + number++, task.request()) instanceof Decision.Chosen) {
                used += task.gpuMilli();
            }
            while (point < POINTS && requested * 100 >= capacity * (point + 1)) {
                curve[point++] = 100.0 * used / capacity;
                fragmented = point == 100 ? ratio(fragmentation, view) : fragmented;
            }
        }
        // Thinning stops just below the goal.
        while (point < POINTS) {
            curve[point++] = 100.0 * used / capacity;
        }
        return new Outcome(curve, fragmented);
    }

    /** The view breaks ties by name: names follow the shuffled order. */
    private ClusterView fleet(Policy policy, boolean randomTies, long seed) {
        var hosts = new ArrayList<>(trace.hosts());
        Collections.shuffle(hosts, new Random(seed * 7919 + 1));
        var ties = randomTies ? new Ties.Random(new Random(seed * 104_729 + 1)) : new Ties.ByName();
        var view = new ClusterView(policy, ties);
        for (int i = 0; i < hosts.size(); i++) {
            view.put(hosts.get(i).named("node-%06d".formatted(i)));
        }
        return view;
    }

    private static double ratio(Fragmentation fragmentation, ClusterView view) {
        double unusable = 0;
        double free = 0;
        for (var node : view.nodes()) {
            Room room = Sight.room(node, Openb.GPU);
            unusable += fragmentation.of(room);
            free += room.deviceMilli();
        }
        return free == 0 ? 0 : 100 * unusable / free;
    }

    private List<Openb.Task> arrivals(long seed) {
        var random = new Random(seed);
        var result = new ArrayList<>(trace.tasks());
        Collections.shuffle(result, random);
        long goal = Math.round(REQUESTED * capacity);
        long sum = result.stream().mapToLong(Openb.Task::gpuMilli).sum();
        while (sum > goal) {
            sum -= result.removeLast().gpuMilli();
        }
        while (sum < goal) {
            var clone = trace.tasks().get(random.nextInt(trace.tasks().size()));
            result.add(clone);
            sum += clone.gpuMilli();
        }
        return result;
    }
}
