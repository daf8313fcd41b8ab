package io.cairn.scheduler.domain.engine;

import java.util.HashMap;
import java.util.List;

/**
 * Nodes that are in the same domains of some topology keys: terms on these keys treat them alike. Nodes of a block have
 * slots beside each other.
 */
final class Blocks {
    /** By node. */
    private final int[] blockOf;
    private final int[] slotOf;
    /** First slot of each block, and the end of the last. */
    private final int[] start;
    /** A node of each block. */
    private final int[] member;

    private Blocks(int[] blockOf, int count) {
        this.blockOf = blockOf;
        start = new int[count + 1];
        member = new int[count];
        for (var node = 0; node < blockOf.length; node++) {
            start[blockOf[node] + 1]++;
            member[blockOf[node]] = node;
        }
        for (var block = 0; block < count; block++) {
            start[block + 1] += start[block];
        }
        slotOf = new int[blockOf.length];
        var next = start.clone();
        for (var node = 0; node < blockOf.length; node++) {
            slotOf[node] = next[blockOf[node]]++;
        }
    }

    static Blocks of(List<Topology> topologies, int nodes) {
        var blockOf = new int[nodes];
        var numbers = new HashMap<Long, Integer>();
        for (var topology : topologies) {
            numbers.clear();
            for (var node = 0; node < nodes; node++) {
                var both = (long) blockOf[node] << 32 | topology.domain(node) + 1;
                blockOf[node] = numbers.computeIfAbsent(both, _ -> numbers.size());
            }
        }
        return new Blocks(blockOf, topologies.isEmpty() ? Math.min(1, nodes) : numbers.size());
    }

    int count() {
        return member.length;
    }

    int block(int node) {
        return blockOf[node];
    }

    /** Place of a node in its block. */
    int place(int node) {
        return slotOf[node] - start[blockOf[node]];
    }

    int start(int block) {
        return start[block];
    }

    int size(int block) {
        return start[block + 1] - start[block];
    }

    /** Any node of the block: all of them are in the same domains. */
    int member(int block) {
        return member[block];
    }

    /** The blocks of each domain, one domain after the other. */
    int[][] byDomain(Topology topology) {
        var sizes = new int[topology.domains()];
        for (var node : member) {
            if (topology.domain(node) >= 0) {
                sizes[topology.domain(node)]++;
            }
        }
        var blocks = new int[sizes.length][];
        for (var domain = 0; domain < sizes.length; domain++) {
            blocks[domain] = new int[sizes[domain]];
        }
        for (var block = 0; block < member.length; block++) {
            var domain = topology.domain(member[block]);
            if (domain >= 0) {
                blocks[domain][--sizes[domain]] = block;
            }
        }
        return blocks;
    }
}
