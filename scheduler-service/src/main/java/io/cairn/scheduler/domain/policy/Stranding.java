package io.cairn.scheduler.domain.policy;

/**
 * What a room will have left over in the end: the mean over many futures of what stays free when the node is offered
 * one request after the other and takes each that fits. Devices that stay free for want of cores or memory, and slices
 * that nobody asks for, are in it alike.
 */
final class Stranding {
    private final Feeds feeds;

    Stranding(Feeds feeds) {
        this.feeds = feeds;
    }

    /** Thousandths of devices. */
    double of(Room room) {
        if (room.deviceMilli() == 0) {
            return 0;
        }
        var futures = feeds.of(room.nodeClass());
        double sum = 0;
        for (var future : futures) {
            sum += new Filling(room).through(future);
        }
        return futures.length == 0 ? 0 : sum / futures.length;
    }

    /** One room in one future. */
    private static final class Filling {
        private final int[] free;
        private int cpuMilli;
        private long memoryMib;
        private int deviceMilli;

        Filling(Room room) {
            free = room.copyOfFree();
            cpuMilli = room.cpuMilli();
            memoryMib = room.memoryMib();
            deviceMilli = room.deviceMilli();
        }

        double through(Shape[] future) {
            for (var shape : future) {
                if (shape.cpuMilli() <= cpuMilli && shape.memoryMib() <= memoryMib && takesDevices(shape)) {
                    cpuMilli -= shape.cpuMilli();
                    memoryMib -= shape.memoryMib();
                    deviceMilli -= shape.deviceMilli();
                    if (deviceMilli == 0) {
                        return 0;
                    }
                }
            }
            return deviceMilli;
        }

        private boolean takesDevices(Shape shape) {
            if (shape.devices() == 0) {
                return true;
            }
            return shape.shares() ? takesShare(shape.milli()) : takesWholes(shape.devices());
        }

        private boolean takesShare(int milli) {
            int best = Room.NONE;
            for (int i = 0; i < free.length; i++) {
                if (free[i] >= milli && (best == Room.NONE || free[i] < free[best])) {
                    best = i;
                }
            }
            if (best == Room.NONE) {
                return false;
            }
            free[best] -= milli;
            return true;
        }

        private boolean takesWholes(int wanted) {
            int whole = 0;
            for (int milli : free) {
                whole += milli == Room.WHOLE ? 1 : 0;
            }
            if (whole < wanted) {
                return false;
            }
            int left = wanted;
            for (int i = 0; left > 0; i++) {
                if (free[i] == Room.WHOLE) {
                    free[i] = 0;
                    left--;
                }
            }
            return true;
        }
    }
}
