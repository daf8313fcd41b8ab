package io.cairn.scheduler.domain.policy;

/**
 * What a node had before anything was placed on it. Nodes of one class and the same room left score alike.
 *
 * @param devices of the one class that is looked at
 * @param model of them, of the first one if there are several
 */
public record NodeClass(int cpuMilli, long memoryMib, long diskMib, int devices, String model) {

    /** Without a disk. */
    public NodeClass(int cpuMilli, long memoryMib, int devices, String model) {
        this(cpuMilli, memoryMib, 0, devices, model);
    }

    public Room empty() {
        return new Room(this, cpuMilli, memoryMib, diskMib, Room.wholes(devices));
    }
}
