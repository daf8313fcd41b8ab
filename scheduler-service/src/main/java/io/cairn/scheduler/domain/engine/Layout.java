package io.cairn.scheduler.domain.engine;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What of the fleet seldom changes: which nodes there are, the order of their names, their places. A node that joins or
 * moves makes a new one.
 */
final class Layout {
    private final List<@Nullable NodeState> nodes;
    private final int[] rankOf;
    private final int[] byRank;
    private final Map<String, Topology> topologies = new HashMap<>();
    private final Map<List<Topology>, Blocks> blocks = new HashMap<>();

    Layout(List<@Nullable NodeState> nodes) {
        this.nodes = nodes;
        byRank = IntStream.range(0, nodes.size())
                .boxed()
                .sorted(Comparator.comparing(i -> name(nodes, i)))
                .mapToInt(i -> i)
                .toArray();
        rankOf = new int[byRank.length];
        for (var rank = 0; rank < byRank.length; rank++) {
            rankOf[byRank[rank]] = rank;
        }
    }

    private static String name(List<@Nullable NodeState> nodes, int i) {
        var node = nodes.get(i);
        return node == null ? "" : node.node().name();
    }

    int size() {
        return byRank.length;
    }

    /** Place of a node in the order of names. */
    int rank(int node) {
        return rankOf[node];
    }

    int node(int rank) {
        return byRank[rank];
    }

    Topology topology(String key) {
        return topologies.computeIfAbsent(key, _ -> Topology.of(key, nodes));
    }

    /** Blocks of nodes that the constraints treat alike. */
    Blocks blocks(List<Constraint> constraints) {
        var of = constraints.stream().map(Constraint::topology).distinct().toList();
        return blocks.computeIfAbsent(of, _ -> Blocks.of(of, size()));
    }

    /** Nodes in order of their index; for those that are gone, {@code null}. */
    @Nullable
    NodeState state(int node) {
        return nodes.get(node);
    }
}
