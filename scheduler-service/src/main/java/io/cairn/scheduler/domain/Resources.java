package io.cairn.scheduler.domain;

/**
 * An amount of what machines share on a node.
 *
 * @param cpus vCPUs
 * @param memoryMib guest memory, MiB
 * @param diskMib local disk, MiB
 */
public record Resources(int cpus, long memoryMib, long diskMib) {

    public Resources minus(Resources other) {
        return new Resources(cpus - other.cpus, memoryMib - other.memoryMib, diskMib - other.diskMib);
    }
}
