package io.cairn.bench.topology;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks for broken constraints in what came out, without the engine: pair by pair and sum by sum. */
final class Audit {
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, List<Placed>> groups = new HashMap<>();
    private final Map<String, long[]> used = new HashMap<>();
    private int affinity;
    private int antiAffinity;
    private int faultDomain;
    private int numa;

    private record Placed(Trace.Machine machine, Node node) {}

    /** @param numa machines over too many NUMA nodes, and NUMA nodes with more on them than they have */
    record Violations(int affinity, int antiAffinity, int faultDomain, int numa) {
        int sum() {
            return affinity + antiAffinity + faultDomain + numa;
        }
    }

    Audit(List<Node> fleet) {
        fleet.forEach(node -> nodes.put(node.name(), node));
    }

    void add(Trace.Machine machine, Claim claim) {
        var node = nodes.get(claim.node());
        if (node == null) {
            throw new IllegalStateException("Machine " + claim.machine() + " is on no node of the fleet");
        }
        var placed = new Placed(machine, node);
        if (!machine.group().isEmpty()) {
            var others = groups.computeIfAbsent(machine.group(), _ -> new ArrayList<>());
            others.forEach(other -> compare(placed, other));
            others.add(placed);
        }
        numa += claim.cells().size() > machine.numa() || claim.cells().isEmpty() ? 1 : 0;
        for (int cell : claim.cells()) {
            var sums = used.computeIfAbsent(node.name() + "/" + cell, _ -> new long[2]);
            sums[0] += machine.request().resources().cpuMilli() / claim.cells().size();
            sums[1] += machine.request().resources().memoryMib() / claim.cells().size();
        }
    }

    private void compare(Placed one, Placed other) {
        boolean sameNode = one.node.name().equals(other.node.name());
        boolean sameRack = one.node.place(Trace.RACK).equals(other.node.place(Trace.RACK));
        switch (one.machine.strategy()) {
            case "affinity" -> affinity += sameRack ? 0 : 1;
            case "anti-affinity" -> antiAffinity += sameNode ? 1 : 0;
            default -> faultDomain += sameRack && !one.machine.domain().equals(other.machine.domain()) ? 1 : 0;
        }
    }

    Violations violations() {
        int over = 0;
        for (var node : nodes.values()) {
            for (var cell : node.cells()) {
                var sums = used.getOrDefault(node.name() + "/" + cell.id(), new long[2]);
                over += sums[0] > cell.cpus() * 1000L || sums[1] > cell.memoryMib() ? 1 : 0;
            }
        }
        return new Violations(affinity, antiAffinity, faultDomain, numa + over);
    }

    Set<String> racks(Iterable<Claim> claims) {
        var racks = new HashSet<String>();
        for (var claim : claims) {
            var node = nodes.get(claim.node());
            if (node != null) {
                racks.add(node.place(Trace.RACK));
            }
        }
        return racks;
    }
}
