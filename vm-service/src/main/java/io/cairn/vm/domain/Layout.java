package io.cairn.vm.domain;

import io.cairn.resource.domain.Limits;
import java.util.Optional;

/**
 * How vCPUs and memory lie on those of the host.
 *
 * @param dedicatedCpus each vCPU has a logical CPU for itself
 * @param hugepageMib size of the pages of its memory, MiB; 0 for ordinary ones
 * @param maxNumaNodes NUMA nodes that CPUs and memory may come from at most; 0 if that does not matter
 */
public record Layout(@Limits(defaults = "false") boolean dedicatedCpus, @Limits(defaults = "0") int hugepageMib,
        @Limits(defaults = "0") int maxNumaNodes) {
    public static final Layout SHARED = new Layout(false, 0, 0);

    static final int MOST_NUMA_NODES = 8;
    public static final String DEDICATED = "Each vCPU has a logical CPU of the host for itself";
    public static final String HUGEPAGES = "The guest's memory comes in pages of this size, which the host keeps for "
            + "machines; ordinary pages if there are none";
    public static final String NUMA = "CPUs and memory come from few NUMA nodes of the host. Dedicated CPUs and huge "
            + "pages always do, from as many as need be if this does not say how many";

    private static final int PAGE_OF_2_MIB = 2;

    /** Dedicated CPUs and huge pages belong to NUMA nodes: which ones is always decided, if only to be counted right. */
    static Layout of(int cpus, boolean dedicated, Optional<VmSpec.Hugepages> hugepages, Optional<VmSpec.Numa> numa) {
        var plain = !dedicated && hugepages.isEmpty();
        return new Layout(dedicated, hugepages.map(pages -> (int) pages.page().mebibytes()).orElse(0),
                numa.map(VmSpec.Numa::maxNodes).orElse(plain ? 0 : Math.min(cpus, MOST_NUMA_NODES)));
    }

    /** Memory in ordinary pages, of so much in all. */
    public long ordinaryMib(long memoryMib) {
        return hugepageMib == 0 ? memoryMib : 0;
    }

    public int pagesOf2Mib(long memoryMib) {
        return hugepageMib == PAGE_OF_2_MIB ? Math.toIntExact(memoryMib / PAGE_OF_2_MIB) : 0;
    }

    public int pagesOf1Gib(long memoryMib) {
        return hugepageMib > PAGE_OF_2_MIB ? Math.toIntExact(memoryMib / hugepageMib) : 0;
    }
}
