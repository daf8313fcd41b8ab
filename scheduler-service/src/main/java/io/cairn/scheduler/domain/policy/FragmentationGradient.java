package io.cairn.scheduler.domain.policy;

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

    @Override
    public Score score(Shape shape, Room room) {
        double before = fragmentation.of(room);
        return Scoring.best(shape, room, after -> scale(before - fragmentation.of(after)));
    }

    private static double scale(double gain) {
        return Math.floor(100 / (1 + Math.exp(-gain / Room.WHOLE)));
    }
}
