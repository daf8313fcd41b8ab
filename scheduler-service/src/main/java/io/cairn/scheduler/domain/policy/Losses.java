package io.cairn.scheduler.domain.policy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What rooms lose, thousandths of devices, remembered on a grid of cores and memory for each set of free devices. Between
 * the points of the grid the mean of the nearest ones counts, by their nearness: so a fleet of whatever size has few
 * different rooms, and a room that was never seen costs little. Where there is more memory than any future takes, which is
 * so on most nodes, all points of the same cores are one.
 */
final class Losses {
    /** Steps of the grid, about, from nothing to all that a node has. */
    private static final int STEPS = 64;
    /** Nodes that nearly have as much have the same grid. */
    private static final int BITS = 2;
    /** Numbers that are remembered, at 16 bytes each and as much again; then it starts anew. */
    private static final int MOST = 1 << 20;
    private static final int INDEX_BITS = 12;
    /** Of memory: more than any node has. */
    private static final long PLENTY = (1 << INDEX_BITS) - 1;
    private static final long FREE = -1;

    private final Loss loss;
    private final Map<Devices, Integer> numbers = new HashMap<>();
    private long[] keys;
    private float[] values;
    /** Of points with plenty of memory: how much of it is enough, in steps. */
    private int[] enough;
    private int used;

    /** @param enoughMib memory with which, or with more, the same is lost */
    record Lost(double value, long enoughMib) {}

    /** What is lost at a point of the grid. */
    @FunctionalInterface
    interface Loss {
        Lost of(NodeClass node, int cpuMilli, long memoryMib, int[] free);
    }

    /** Free devices, the least first, on nodes of a kind and size. */
    private record Devices(Feeds.Kind kind, long cpuStep, long memoryStep, int[] free) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Devices devices && cpuStep == devices.cpuStep && memoryStep == devices.memoryStep
                    && Arrays.equals(free, devices.free) && kind.equals(devices.kind);
        }

        @Override
        public int hashCode() {
            return ((Arrays.hashCode(free) * 31 + Long.hashCode(cpuStep)) * 31 + Long.hashCode(memoryStep)) * 31
                    + kind.hashCode();
        }
    }

    Losses(Loss loss) {
        this.loss = loss;
        keys = empty(1 << 12);
        values = new float[keys.length];
        enough = new int[keys.length];
    }

    private static long[] empty(int size) {
        var keys = new long[size];
        Arrays.fill(keys, FREE);
        return keys;
    }

    double of(Room room) {
        if (room.deviceMilli() == 0) {
            return 0;
        }
        if (used >= MOST) {
            forget();
        }
        var node = room.nodeClass();
        var devices = new Devices(Feeds.Kind.of(node), step(node.cpuMilli()), step(node.memoryMib()),
                room.sortedFree());
        var known = numbers.get(devices);
        int number = known == null ? numbers.size() : known;
        if (known == null) {
            numbers.put(devices, number);
        }
        return between(new Point(node, devices, number), Math.max(0, room.cpuMilli()), Math.max(0, room.memoryMib()));
    }

    private static long step(long total) {
        return Math.max(1, Rounding.up((total + STEPS - 1) / STEPS, BITS));
    }

    private record Point(NodeClass node, Devices devices, int number) {}

    private double between(Point of, long cpu, long memory) {
        long left = cpu / of.devices().cpuStep();
        long low = memory / of.devices().memoryStep();
        double right = (double) (cpu - left * of.devices().cpuStep()) / of.devices().cpuStep();
        double up = (double) (memory - low * of.devices().memoryStep()) / of.devices().memoryStep();
        double lower = along(of, left, low, right);
        double upper = up == 0 ? lower : along(of, left, low + 1, right);
        return upper == lower ? lower : (1 - up) * lower + up * upper;
    }

    private double along(Point of, long cpu, long memory, double right) {
        double here = at(of, cpu, memory);
        return right == 0 ? here : (1 - right) * here + right * at(of, cpu + 1, memory);
    }

    private double at(Point of, long cpu, long memory) {
        int point = known(of, cpu, PLENTY);
        if (memory < enough[point]) {
            point = known(of, cpu, memory);
        }
        return values[point];
    }

    private int known(Point of, long cpu, long memory) {
        long key = ((long) of.number() << INDEX_BITS | cpu) << INDEX_BITS | memory;
        int i = find(key);
        if (keys[i] != key) {
            if (used * 2 >= keys.length) {
                grow();
                i = find(key);
            }
            var lost = loss.of(of.node(), (int) (cpu * of.devices().cpuStep()), memory * of.devices().memoryStep(),
                    of.devices().free());
            keys[i] = key;
            values[i] = (float) lost.value();
            enough[i] = (int) Math.min(PLENTY, Math.ceilDiv(lost.enoughMib(), of.devices().memoryStep()));
            used++;
        }
        return i;
    }

    private int find(long key) {
        int i = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & keys.length - 1;
        while (keys[i] != key && keys[i] != FREE) {
            i = i + 1 & keys.length - 1;
        }
        return i;
    }

    private void grow() {
        var oldKeys = keys;
        var oldValues = values;
        var oldEnough = enough;
        keys = empty(2 * oldKeys.length);
        values = new float[keys.length];
        enough = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
                enough[at] = oldEnough[i];
            }
        }
    }

    private void forget() {
        numbers.clear();
        keys = empty(1 << 12);
        values = new float[keys.length];
        enough = new int[keys.length];
        used = 0;
    }
}
