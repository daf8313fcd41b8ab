package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import java.util.List;
import java.util.Optional;

/**
 * A node in a view, with what is free on it. Amounts may be negative: facts win over capacity. It changes with the view;
 * nobody keeps one.
 */
public interface NodeView {
    Node node();

    /** Grows whenever anything about the node changes. */
    long version();

    int freeCpuMilli();

    /** Logical CPUs that could still be dedicated. */
    int freeDedicatedCpus();

    long freeMemoryMib();

    int freeHugepages2Mi();

    int freeHugepages1Gi();

    long freeDiskMib();

    int freeBandwidthMbps();

    /** How many devices there are; they are numbered in the order in which the node names them. */
    int devices();

    Device device(int i);

    /** Thousandths of a device that could be shared out now, 0 to 1000. */
    int freeShares(int i);

    /** Whether a machine could have the whole device now. */
    boolean freeWhole(int i);

    /** The NUMA nodes that a machine would be pinned to; empty if it asks for no fit, or there is none for it. */
    Optional<Fit> fit(Request request);

    /**
     * How many more machines alike, one after the other, the NUMA nodes have room for.
     *
     * @param cells NUMA nodes that each may span at most
     */
    long pinnable(Resources each, int cells);

    /**
     * NUMA nodes, with vCPUs after overcommitment.
     *
     * @param cells how many
     * @param near whether all of them are near devices that the machine could have; true if it asks for none
     */
    record Fit(int cells, boolean near, Left cpuMilli, Left memoryMib) {}

    record Left(long free, long total) {}

    /** Machines here. */
    int machines();

    List<Claim> claims();
}
