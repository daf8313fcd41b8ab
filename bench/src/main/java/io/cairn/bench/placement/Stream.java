package io.cairn.bench.placement;

import io.cairn.scheduler.domain.engine.ClusterView;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Arrays;

/** Runs a workload on a view and times every step. */
final class Stream {
    private static final int MOST = 2_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Workload workload;
    private final ClusterView view;
    private final int standingAtMost;
    private final ArrayDeque<String> standing = new ArrayDeque<>();
    private final long[] nanos = new long[MOST];
    private int steps;
    private int placed;
    private int refused;
    private int number;

    /**
     * @param perSecond machines placed, with the time to take old ones away
     * @param cpuNanos that the thread computed for each machine, whatever else the host does
     * @param nanos of a decision and its claim, at 50, 99 and 99.9 percent
     */
    record Result(int steps, int refused, long perSecond, long cpuNanos, long[] nanos) {}

    Stream(Workload workload, ClusterView view, int standingAtMost) {
        this.workload = workload;
        this.view = view;
        this.standingAtMost = standingAtMost;
    }

    void run(int atLeast, long forNanos) {
        var end = System.nanoTime() + forNanos;
        for (var i = 0; steps < MOST && (i < atLeast || System.nanoTime() < end); i++) {
            step();
        }
    }

    private void step() {
        var request = workload.request(number);
        var machine = "m" + number;
        number += workload.machines;
        var start = System.nanoTime();
        var done = workload.place(view, machine, request, standing);
        nanos[steps++] = (System.nanoTime() - start) / workload.machines;
        placed += done ? workload.machines : 0;
        refused += done ? 0 : 1;
        while (standing.size() > standingAtMost) {
            workload.leave(view, standing.removeFirst());
        }
    }

    Result measure(int atLeast, long forNanos) {
        steps = 0;
        placed = 0;
        refused = 0;
        var start = System.nanoTime();
        var cpu = THREADS.getCurrentThreadCpuTime();
        run(atLeast, forNanos);
        var computed = THREADS.getCurrentThreadCpuTime() - cpu;
        var took = System.nanoTime() - start;
        var sorted = Arrays.copyOf(nanos, steps);
        Arrays.sort(sorted);
        return new Result(steps, refused, placed * 1_000_000_000L / took, computed / Math.max(1, placed),
                new long[]{at(sorted, 0.5),
                        at(sorted, 0.99), at(sorted, 0.999)});
    }

    private static long at(long[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }
}
