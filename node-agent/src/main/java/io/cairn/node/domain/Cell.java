package io.cairn.node.domain;

import java.util.List;

/**
 * A NUMA node of this host.
 *
 * @param cpus ids of its logical CPUs
 * @param memoryMib all of it, huge pages included
 * @param hugepages2Mi pages of 2 MiB that the host keeps on it
 * @param hugepages1Gi pages of 1 GiB
 */
public record Cell(int id, List<Integer> cpus, long memoryMib, int hugepages2Mi, int hugepages1Gi) {
    public Cell {
        cpus = List.copyOf(cpus);
    }

    /** Memory in huge pages. */
    public long hugeMib() {
        return hugepages2Mi * 2L + hugepages1Gi * 1_024L;
    }
}
