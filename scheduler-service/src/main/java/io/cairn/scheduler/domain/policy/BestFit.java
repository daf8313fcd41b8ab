package io.cairn.scheduler.domain.policy;

import java.util.Map;
import java.util.TreeMap;

/**
 * The node on which the least is left wins. Each weight says how much one unit left free costs, of a score of 100.
 *
 * @param floored whole numbers only, as the published experiment has it
 */
public record BestFit(double cpu, double memory, double disk, double device, boolean floored) implements Scoring {

    /** As published with the FGD traces: cores by 256, devices by 16, memory does not count, whole numbers. */
    public static BestFit published() {
        return new BestFit(1 / 256_000.0, 0, 0, 1 / 16_000.0, true);
    }

    /** What the node has counts alike, by the size of the largest node. */
    public static BestFit balanced(NodeClass largest) {
        var totals = new long[]{largest.cpuMilli(), largest.memoryMib(), largest.diskMib(),
                (long) largest.devices() * Room.WHOLE};
        var weights = new double[totals.length];
        int counted = 0;
        for (long total : totals) {
            counted += total > 0 ? 1 : 0;
        }
        for (int i = 0; i < totals.length; i++) {
            weights[i] = totals[i] > 0 ? 1.0 / totals[i] / counted : 0;
        }
        return new BestFit(weights[0], weights[1], weights[2], weights[3], false);
    }

    /** An empty node of one's own comes before a half full one of another scheduler, not before one that is filled up. */
    @Override
    public double near(boolean devices) {
        return 0.6;
    }

    @Override
    public String prefers() {
        return "the node on which the least is left";
    }

    @Override
    public Score score(Shape shape, Room room) {
        double left = cpu * (room.cpuMilli() - shape.cpuMilli()) + memory * (room.memoryMib() - shape.memoryMib())
                + disk * (room.diskMib() - shape.diskMib()) + device * (room.deviceMilli() - shape.deviceMilli());
        double value = 100 * (1 - left);
        // A hair against binary fractions: 100 * (1 - 0.43) is 57, not 56.99999.
        return new Score(floored ? Math.floor(value + 1e-9) : value,
                shape.shares() ? room.tightest(shape.milli()) : Room.NONE);
    }

    @Override
    public Map<String, Double> parts(Shape shape, Room room) {
        var parts = new TreeMap<String, Double>();
        parts.put("coresLeft", (room.cpuMilli() - shape.cpuMilli()) / 1000.0);
        parts.put("memoryGibLeft", (room.memoryMib() - shape.memoryMib()) / 1024.0);
        if (disk > 0) {
            parts.put("diskGibLeft", (room.diskMib() - shape.diskMib()) / 1024.0);
        }
        if (device > 0) {
            parts.put("devicesLeft", (room.deviceMilli() - shape.deviceMilli()) / 1000.0);
        }
        return parts;
    }
}
