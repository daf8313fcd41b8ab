package io.cairn.scheduler.domain.policy;

import java.util.Map;

/**
 * FGD as published ("Beware of Fragmentation", USENIX ATC'23): the node whose fragmentation grows least, on a scale of
 * whole numbers from 0 to 100. The scale is coarse, and what it calls equal is decided by the order of the nodes; with
 * ties broken at random the published results fall by five points.
 */
public final class FragmentationGradient implements Scoring {
    private final Fragmentation fragmentation;

    /** @param workload that is expected */
    public FragmentationGradient(Workload workload) {
        fragmentation = new Fragmentation(workload);
    }

    /** Scores of all nodes that are not spoilt are about a half. */
    @Override
    public double near(boolean devices) {
        return 0.3;
    }

    @Override
    public String prefers() {
        return "the node on which the next request loses the use of the fewest devices";
    }

    @Override
    public Score score(Shape shape, Room room) {
        double before = fragmentation.of(room);
        return Scoring.best(shape, room, after -> scale(before - fragmentation.of(after)));
    }

    @Override
    public Map<String, Double> parts(Shape shape, Room room) {
        var after = room.take(shape, score(shape, room).device());
        return Map.of("fragmentedDevices", (fragmentation.of(after) - fragmentation.of(room)) / Room.WHOLE);
    }

    private static double scale(double gain) {
        return Math.floor(100 / (1 + Math.exp(-gain / Room.WHOLE)));
    }
}
