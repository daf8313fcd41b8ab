package io.cairn.scheduler.domain.policy;

import java.util.function.ToDoubleFunction;

/**
 * Looking ahead on nodes without devices. Machines there are many and small, so the futures need not be drawn: their
 * limit is that the node fills up in the proportion in which the workload asks for cores and memory, until one of them
 * ends. What is left of the other is stranded.
 */
final class Balance {
    /** How much the room that is left counts beside what is stranded in it: the fullest of equals wins. */
    private static final double FULL = 0.5;

    private final double cpuMilli;
    private final double memoryMib;

    Balance(Workload workload) {
        cpuMilli = mean(workload, Shape::cpuMilli);
        memoryMib = mean(workload, Shape::memoryMib);
    }

    private static double mean(Workload workload, ToDoubleFunction<Shape> part) {
        return workload.shares()
                .stream()
                .filter(share -> share.shape().devices() == 0)
                .mapToDouble(share -> share.share() * part.applyAsDouble(share.shape()))
                .sum();
    }

    /** Thousandths of the node. */
    double score(Shape shape, Room room) {
        double before = stranded(room.cpuMilli(), room.memoryMib(), room.nodeClass());
        double cpu = room.cpuMilli() - shape.cpuMilli();
        double memory = room.memoryMib() - shape.memoryMib();
        double after = stranded(cpu, memory, room.nodeClass());
        return Room.WHOLE * (before - after - FULL * free(cpu, memory, room.nodeClass()));
    }

    private double stranded(double cpu, double memory, NodeClass of) {
        if (cpuMilli == 0 || memoryMib == 0) {
            return 0;
        }
        double more = Math.min(cpu / cpuMilli, memory / memoryMib);
        return free(cpu - more * cpuMilli, memory - more * memoryMib, of);
    }

    private static double free(double cpu, double memory, NodeClass of) {
        return (cpu / of.cpuMilli() + memory / of.memoryMib()) / 2;
    }
}
