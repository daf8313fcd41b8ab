package io.cairn.scheduler.adapter.jdbc;

import io.cairn.scheduler.application.NodePolicy;
import io.cairn.scheduler.application.Policies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes whose operators have nothing against them. */
final class Inventory implements Policies {
    private final Map<String, NodePolicy> known = new ConcurrentHashMap<>();

    void put(String node) {
        known.put(node, new NodePolicy(true, false, false, Map.of("cairn.io/host", node), List.of()));
    }

    void forget() {
        known.replaceAll((_, _) -> NodePolicy.UNKNOWN);
    }

    @Override
    public Map<String, NodePolicy> all() {
        return Map.copyOf(known);
    }

    /** Everything, always: whoever reads it more often than it changes learns nothing wrong. */
    @Override
    public Map<String, NodePolicy> changed() {
        return new HashMap<>(known);
    }
}
