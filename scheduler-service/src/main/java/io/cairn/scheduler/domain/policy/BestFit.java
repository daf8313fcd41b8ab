package io.cairn.scheduler.domain.policy;

/**
 * The fullest node that still fits wins. Each weight says how much one unit left free costs, of a score of 100.
 *
 * @param floored whole numbers only, as the published experiment has it
 */
public record BestFit(double cpu, double memory, double device, boolean floored) implements Scoring {

    /** As published with the FGD traces: cores by 256, devices by 16, memory does not count, whole numbers. */
    public static BestFit published() {
        return new BestFit(1 / 256_000.0, 0, 1 / 16_000.0, true);
    }

    /** Cores and memory count alike, by the size of the largest node. */
    public static BestFit balanced(NodeClass largest) {
        return new BestFit(share(largest.cpuMilli()), share(largest.memoryMib()),
                share((long) largest.devices() * Room.WHOLE), false);
    }

    private static double share(long total) {
        return total == 0 ? 0 : 1.0 / total;
    }

    @Override
    public Score score(Shape shape, Room room) {
        double left = cpu * (room.cpuMilli() - shape.cpuMilli()) + memory * (room.memoryMib() - shape.memoryMib())
                + device * (room.deviceMilli() - shape.deviceMilli());
        double value = 100 * (1 - left);
        // A hair against binary fractions: 100 * (1 - 0.43) is 57, not 56.99999.
        return new Score(floored ? Math.floor(value + 1e-9) : value,
                shape.shares() ? room.tightest(shape.milli()) : Room.NONE);
    }
}
