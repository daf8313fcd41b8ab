package io.cairn.scheduler.domain.policy;

import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Looking ahead on nodes without devices. Machines there are many and small, so the futures need not be drawn: their
 * limit is that the node fills up in the proportion in which the workload asks for cores, memory and disk, until one of
 * them ends. What is left of the others is stranded.
 */
final class Balance {
    /** How much the room that is left counts beside what is stranded in it: the fullest of equals wins. */
    private static final double FULL = 0.5;

    private final double cpuMilli;
    private final double memoryMib;
    private final double diskMib;

    Balance(Workload workload) {
        cpuMilli = mean(workload, Shape::cpuMilli);
        memoryMib = mean(workload, Shape::memoryMib);
        diskMib = mean(workload, Shape::diskMib);
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
        double before = stranded(room.cpuMilli(), room.memoryMib(), room.diskMib(), room.nodeClass());
        double cpu = room.cpuMilli() - shape.cpuMilli();
        double memory = room.memoryMib() - shape.memoryMib();
        double disk = room.diskMib() - shape.diskMib();
        double after = stranded(cpu, memory, disk, room.nodeClass());
        return Room.WHOLE * (before - after - FULL * free(cpu, memory, disk, room.nodeClass()));
    }

    /** What the machine adds to the share of the node that nobody will be able to use, and what is left free. */
    Map<String, Double> parts(Shape shape, Room room) {
        double cpu = room.cpuMilli() - shape.cpuMilli();
        double memory = room.memoryMib() - shape.memoryMib();
        double disk = room.diskMib() - shape.diskMib();
        return Map.of("strandedShare", stranded(cpu, memory, disk, room.nodeClass())
                - stranded(room.cpuMilli(), room.memoryMib(), room.diskMib(), room.nodeClass()),
                "freeShare", free(cpu, memory, disk, room.nodeClass()));
    }

    private double stranded(double cpu, double memory, double disk, NodeClass of) {
        double more = Math.min(times(cpu, cpuMilli), Math.min(times(memory, memoryMib), times(disk, diskMib)));
        if (more == Double.POSITIVE_INFINITY) {
            return 0;
        }
        return free(cpu - more * cpuMilli, memory - more * memoryMib, disk - more * diskMib, of);
    }

    private static double times(double left, double asked) {
        return asked == 0 ? Double.POSITIVE_INFINITY : Math.max(0, left) / asked;
    }

    private static double free(double cpu, double memory, double disk, NodeClass of) {
        int counted = 0;
        double sum = 0;
        if (of.cpuMilli() > 0) {
            sum += cpu / of.cpuMilli();
            counted++;
        }
        if (of.memoryMib() > 0) {
            sum += memory / of.memoryMib();
            counted++;
        }
        if (of.diskMib() > 0) {
            sum += disk / of.diskMib();
            counted++;
        }
        return counted == 0 ? 0 : sum / counted;
    }
}
