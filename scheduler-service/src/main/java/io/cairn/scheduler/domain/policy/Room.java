package io.cairn.scheduler.domain.policy;

import java.util.Arrays;

/** What a node has left. A value: taking gives another room. */
public final class Room {
    /** Thousandths of one device. */
    public static final int WHOLE = 1000;
    /** The device of a placement that shares none. */
    public static final int NONE = -1;

    private final NodeClass of;
    private final int cpuMilli;
    private final long memoryMib;
    private final long diskMib;
    private final int[] free;

    Room(NodeClass of, int cpuMilli, long memoryMib, long diskMib, int[] free) {
        this.of = of;
        this.cpuMilli = cpuMilli;
        this.memoryMib = memoryMib;
        this.diskMib = diskMib;
        this.free = free;
    }

    static int[] wholes(int devices) {
        var free = new int[devices];
        Arrays.fill(free, WHOLE);
        return free;
    }

    /**
     * With the whole disk.
     *
     * @param free thousandths of each device, in the order of the devices
     */
    public static Room of(NodeClass of, int cpuMilli, long memoryMib, int... free) {
        return new Room(of, cpuMilli, memoryMib, of.diskMib(), free.clone());
    }

    public NodeClass nodeClass() {
        return of;
    }

    public int cpuMilli() {
        return cpuMilli;
    }

    public long memoryMib() {
        return memoryMib;
    }

    public long diskMib() {
        return diskMib;
    }

    public int devices() {
        return free.length;
    }

    /** Thousandths that device i has free. */
    public int free(int i) {
        return free[i];
    }

    /** Thousandths that all devices have free together. */
    public int deviceMilli() {
        int sum = 0;
        for (int milli : free) {
            sum += milli;
        }
        return sum;
    }

    /** The same for rooms whose devices differ in their order only. */
    int[] sortedFree() {
        var sorted = free.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    public boolean fits(Shape shape) {
        if (cpuMilli < shape.cpuMilli() || memoryMib < shape.memoryMib() || diskMib < shape.diskMib()) {
            return false;
        }
        return shape.devices() == 0 || (shape.allows(of.model()) && atLeast(shape.milli()) >= shape.devices());
    }

    private int atLeast(int milli) {
        int count = 0;
        for (int left : free) {
            count += left >= milli ? 1 : 0;
        }
        return count;
    }

    /** The device with the least room that still takes a share; {@link #NONE} if there is none. */
    public int tightest(int milli) {
        int best = NONE;
        for (int i = 0; i < free.length; i++) {
            if (free[i] >= milli && (best == NONE || free[i] < free[best])) {
                best = i;
            }
        }
        return best;
    }

    /** @param device which one to share; whole devices are the first free ones */
    public Room take(Shape shape, int device) {
        var left = free.clone();
        if (shape.shares()) {
            left[device] -= shape.milli();
        } else {
            int wanted = shape.devices();
            for (int i = 0; i < left.length && wanted > 0; i++) {
                if (left[i] >= shape.milli()) {
                    left[i] -= shape.milli();
                    wanted--;
                }
            }
        }
        return new Room(of, cpuMilli - shape.cpuMilli(), memoryMib - shape.memoryMib(), diskMib - shape.diskMib(),
                left);
    }

    @Override
    public String toString() {
        return of + " with " + cpuMilli + " cpu, " + memoryMib + " MiB, " + Arrays.toString(free) + " free";
    }
}
