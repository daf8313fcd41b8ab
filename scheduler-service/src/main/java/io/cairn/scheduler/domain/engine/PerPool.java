package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import java.util.Map;

/** A policy for each pool of nodes. Between pools the scores are compared as they are. */
public final class PerPool implements Policy {
    /** Label of nodes that names their pool. */
    public static final String LABEL = "cairn.io/pool";

    private final Map<String, Policy> policies;
    private final Policy others;

    /** @param others for pools without a policy of their own, and nodes in none */
    public PerPool(Map<String, Policy> policies, Policy others) {
        this.policies = Map.copyOf(policies);
        this.others = others;
    }

    private Policy of(NodeView node) {
        var pool = node.node().labels().get(LABEL);
        return pool == null ? others : policies.getOrDefault(pool, others);
    }

    @Override
    public String name() {
        return "per pool, else " + others.name();
    }

    @Override
    public int score(Request request, NodeView node) {
        return of(node).score(request, node);
    }

    @Override
    public int share(DeviceAsk ask, Request request, NodeView node, int[] candidates) {
        return of(node).share(ask, request, node, candidates);
    }

    @Override
    public boolean steady() {
        return others.steady() && policies.values().stream().allMatch(Policy::steady);
    }

    @Override
    public Map<String, Double> parts(Request request, NodeView node) {
        return of(node).parts(request, node);
    }
}
