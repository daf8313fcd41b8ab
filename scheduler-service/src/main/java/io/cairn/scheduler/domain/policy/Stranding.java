package io.cairn.scheduler.domain.policy;

/**
 * What a room will have left over in the end: the mean over many futures of what stays free when the node is offered
 * one request after the other and takes each that fits. Devices that stay free for want of cores or memory, and slices
 * that nobody asks for, are in it alike. Disk does not count.
 */
final class Stranding {
    private final Feeds feeds;

    Stranding(Feeds feeds) {
        this.feeds = feeds;
    }

    /**
     * @param milli thousandths of devices that stay free
     * @param enoughMib memory with which, or with more, the same stays free
     */
    record Left(double milli, long enoughMib) {
        private static final Left NOTHING = new Left(0, 0);
    }

    /** Thousandths of devices. */
    double of(Room room) {
        return of(Feeds.Kind.of(room.nodeClass()), room.cpuMilli(), room.memoryMib(), room.sortedFree()).milli();
    }

    /** @param free thousandths of each device, the least first */
    Left of(Feeds.Kind kind, int cpuMilli, long memoryMib, int[] free) {
        int sum = 0;
        for (int milli : free) {
            sum += milli;
        }
        var futures = feeds.of(kind);
        if (sum == 0 || futures.count() == 0) {
            return Left.NOTHING;
        }
        double left = 0;
        long enough = 0;
        var filling = new Filling(futures, free.length);
        for (int f = 0; f < futures.count(); f++) {
            left += filling.through(futures.at(f), cpuMilli, memoryMib, free, sum);
            enough = Math.max(enough, filling.enough(memoryMib));
        }
        return new Left(left / futures.count(), enough);
    }

    /** One room in one future after the other. */
    private static final class Filling {
        private final Futures futures;
        /** Devices in part free, then whole ones. */
        private final int[] free;
        private int parts;
        private int wholes;
        private int cpuMilli;
        private long memoryMib;
        private int deviceMilli;
        private boolean wanting;

        Filling(Futures futures, int devices) {
            this.futures = futures;
            free = new int[devices];
        }

        double through(int[] future, int cpu, long memory, int[] sorted, int sum) {
            cpuMilli = cpu;
            memoryMib = memory;
            deviceMilli = sum;
            wanting = false;
            System.arraycopy(sorted, 0, free, 0, sorted.length);
            parts = sorted.length;
            while (parts > 0 && free[parts - 1] == Room.WHOLE) {
                parts--;
            }
            wholes = sorted.length - parts;
            for (int i = 0; i < future.length; i += Futures.STRIDE) {
                if (future[i + 1] > memoryMib) {
                    wanting = true;
                } else if (future[i] <= cpuMilli && takesDevices(future[i + 2], future[i + 3])) {
                    cpuMilli -= future[i];
                    memoryMib -= future[i + 1];
                    deviceMilli -= future[i + 2] * future[i + 3];
                    if (deviceMilli == 0 || futures.over(cpuMilli, memoryMib)) {
                        return deviceMilli;
                    }
                }
            }
            return deviceMilli;
        }

        /** Of what there was: what was taken, if nothing was refused for want of memory. */
        long enough(long memory) {
            return wanting ? Long.MAX_VALUE : memory - memoryMib;
        }

        private boolean takesDevices(int count, int milli) {
            if (count == 0) {
                return true;
            }
            if (milli < Room.WHOLE) {
                return takesShare(milli);
            }
            if (wholes < count) {
                return false;
            }
            wholes -= count;
            return true;
        }

        /** Of the device with the least left that has enough. */
        private boolean takesShare(int milli) {
            int best = Room.NONE;
            for (int i = 0; i < parts; i++) {
                if (free[i] >= milli && (best == Room.NONE || free[i] < free[best])) {
                    best = i;
                }
            }
            if (best == Room.NONE) {
                if (wholes == 0) {
                    return false;
                }
                wholes--;
                best = parts++;
                free[best] = Room.WHOLE;
            }
            free[best] -= milli;
            return true;
        }
    }
}
