package io.cairn.scheduler.domain.model;

import java.util.List;
import java.util.Map;

/**
 * A node without what is claimed of it.
 *
 * @param capacity what may be claimed in total, cpuMilli after overcommitment
 * @param overcommitPercent vCPUs for each 100 logical CPUs; a dedicated CPU takes as many as it could have carried
 * @param cells NUMA nodes; none if the node did not say
 */
public record Node(String name, State state, Resources capacity, int overcommitPercent, Map<String, String> labels,
        List<Taint> taints, List<Cell> cells, List<Device> devices) {
    /** A topology key that every node has; its value is the node's name. */
    public static final String HOST = "kubernetes.io/hostname";
    /** Label that names a node's site. */
    public static final String SITE = "topology.cairn.io/site";

    /**
     * @param ready its lease has not ended
     * @param emulated it runs QEMU without an accelerator
     * @param emulationAllowed its operator lets machines onto it all the same
     * @param isolationTier the higher, the better machines are kept apart
     * @param siteOpen its site takes machines, or it is at none
     */
    public record State(boolean ready, boolean cordoned, boolean emulated, boolean emulationAllowed,
            int isolationTier, boolean siteOpen) {
        public static final State READY = new State(true, false, false, false, 0);

        /** At no site, or at one that takes machines. */
        public State(boolean ready, boolean cordoned, boolean emulated, boolean emulationAllowed, int isolationTier) {
            this(ready, cordoned, emulated, emulationAllowed, isolationTier, true);
        }

        public State cordon() {
            return new State(ready, true, emulated, emulationAllowed, isolationTier, siteOpen);
        }

        public State at(boolean openSite) {
            return new State(ready, cordoned, emulated, emulationAllowed, isolationTier, openSite);
        }

    }

    /** A NUMA node: logical CPUs and memory. */
    public record Cell(int id, int cpus, long memoryMib, int hugepages2Mi, int hugepages1Gi) {}

    public Node {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
        cells = List.copyOf(cells);
        devices = List.copyOf(devices);
        if (overcommitPercent < 1) {
            throw new IllegalArgumentException("Overcommitment of node %s is at least 1 percent, not %d"
                    .formatted(name, overcommitPercent));
        }
    }

    public static Node of(String name, Resources capacity) {
        return new Node(name, State.READY, capacity, 100, Map.of(), List.of(), List.of(), List.of());
    }

    public Node with(State now) {
        return new Node(name, now, capacity, overcommitPercent, labels, taints, cells, devices);
    }

    public Node withCapacity(Resources now, int percent) {
        return new Node(name, state, now, percent, labels, taints, cells, devices);
    }

    public Node withLabels(Map<String, String> now) {
        return new Node(name, state, capacity, overcommitPercent, now, taints, cells, devices);
    }

    public Node withTaints(List<Taint> now) {
        return new Node(name, state, capacity, overcommitPercent, labels, now, cells, devices);
    }

    public Node withCells(List<Cell> now) {
        return new Node(name, state, capacity, overcommitPercent, labels, taints, now, devices);
    }

    public Node withDevices(List<Device> now) {
        return new Node(name, state, capacity, overcommitPercent, labels, taints, cells, now);
    }

    /** cpuMilli that a dedicated CPU takes. */
    public int dedicatedMilli() {
        return overcommitPercent * 10;
    }

    /** Where the node is on a topology key; empty if it is nowhere. */
    public String place(String key) {
        return key.equals(HOST) ? name : labels.getOrDefault(key, "");
    }
}
