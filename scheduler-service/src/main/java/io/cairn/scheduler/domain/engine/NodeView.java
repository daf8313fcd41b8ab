package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.Node;
import java.util.List;

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

    /** Machines here. */
    int machines();

    List<Claim> claims();
}
