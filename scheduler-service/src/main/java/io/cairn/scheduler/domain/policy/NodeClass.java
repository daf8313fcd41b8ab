package io.cairn.scheduler.domain.policy;

/** What a node had before anything was placed on it. Nodes of one class and the same room left score alike. */
public record NodeClass(int cpuMilli, long memoryMib, int devices, String model) {

    public Room empty() {
        return new Room(this, cpuMilli, memoryMib, Room.wholes(devices));
    }
}
