package io.cairn.scheduler.domain.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The free devices of a room that the next request could not use, in expectation over a workload (FGD, USENIX ATC'23).
 * Memory does not count, as published. The shares of the shapes that are prepared for add up to 1: without that the
 * published results come out up to 0.4 points off.
 */
public final class Fragmentation {
    /** The part of the workload that is prepared for, as published. */
    private static final double COVERED = 0.95;

    private final Shape[] shapes;
    private final double[] shares;
    private final Map<String, boolean[]> allowed = new HashMap<>();

    public Fragmentation(Workload workload) {
        var target = target(workload.withoutMemory());
        shapes = target.stream().map(Workload.Share::shape).toArray(Shape[]::new);
        double covered = target.stream().mapToDouble(Workload.Share::share).sum();
        shares = target.stream().mapToDouble(share -> share.share() / covered).toArray();
    }

    /** Where hardly anybody asks for devices, those who do are what is prepared for: nobody else tells nodes apart. */
    private static List<Workload.Share> target(Workload workload) {
        var common = workload.commonest(COVERED).shares();
        var some = workload.ofDevices().commonest(COVERED).shares();
        return some.isEmpty() || common.stream().anyMatch(share -> share.shape().devices() > 0) ? common : some;
    }

    /** Thousandths of devices. */
    public double of(Room room) {
        int all = room.deviceMilli();
        if (all == 0) {
            return 0;
        }
        var models = allowed.computeIfAbsent(room.nodeClass().model(), this::allowing);
        double sum = 0;
        for (int m = 0; m < shapes.length; m++) {
            sum += shares[m] * (models[m] ? unusable(shapes[m], room, all) : all);
        }
        return sum;
    }

    private boolean[] allowing(String model) {
        var result = new boolean[shapes.length];
        for (int m = 0; m < shapes.length; m++) {
            result[m] = shapes[m].devices() > 0 && shapes[m].allows(model);
        }
        return result;
    }

    private static int unusable(Shape shape, Room room, int all) {
        if (room.cpuMilli() < shape.cpuMilli()) {
            return all;
        }
        int able = 0;
        int small = 0;
        for (int i = 0; i < room.devices(); i++) {
            if (room.free(i) >= shape.milli()) {
                able++;
            } else {
                small += room.free(i);
            }
        }
        return able >= shape.devices() ? small : all;
    }
}
