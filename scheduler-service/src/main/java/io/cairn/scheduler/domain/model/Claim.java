package io.cairn.scheduler.domain.model;

import java.util.List;

/**
 * A machine's share of a node.
 *
 * @param machine its uid
 * @param cells ids of the NUMA nodes it is pinned to; none if it is not
 */
public record Claim(String machine, String node, Request request, List<DeviceShare> devices, List<Integer> cells) {
    public Claim {
        devices = List.copyOf(devices);
        cells = List.copyOf(cells);
    }

    /** Whether it is room that is kept for somebody and no machine: no uid has a slash. */
    public boolean kept() {
        return machine.indexOf('/') >= 0;
    }

    /** Of a machine without devices and pinned to no NUMA node. */
    public static Claim of(String machine, String node, Request request) {
        return new Claim(machine, node, request, List.of(), List.of());
    }
}
