package io.cairn.scheduler.domain.policy;

import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Another policy, for a scheduler that is not the only one: of the nodes that are nearly as good as the best, those of its
 * own part come first, so that several schedulers do not race for the same few. How much is nearly, the policy says
 * ({@link Policy#near}). Alone, it decides exactly as the other policy does.
 */
public final class OwnPartFirst implements Policy {
    private final Policy policy;
    private final Part part;

    public OwnPartFirst(Policy policy, Part part) {
        this.policy = policy;
        this.part = part;
    }

    @Override
    public String name() {
        return policy.name();
    }

    @Override
    public String prefers() {
        return policy.prefers();
    }

    @Override
    public Policy at(NodeView node) {
        return policy.at(node);
    }

    @Override
    public int score(Request request, NodeView node) {
        return policy.score(request, node) + lead(request, node);
    }

    /** Nodes with devices are kept for those who ask for some: being one's own is no reason to go there without. */
    private int lead(Request request, NodeView node) {
        if (!part.shared() || request.devices().isEmpty() && node.devices() > 0 || !part.owns(node.node().name())) {
            return 0;
        }
        return policy.at(node).near(request);
    }

    @Override
    public int near(Request request) {
        return policy.near(request);
    }

    @Override
    public int share(DeviceAsk ask, Request request, NodeView node, int[] candidates) {
        return policy.share(ask, request, node, candidates);
    }

    @Override
    public long version() {
        return policy.version() + part.version();
    }

    @Override
    public void look(Iterable<? extends NodeView> fleet) {
        policy.look(fleet);
    }

    @Override
    public void heed(Iterable<? extends NodeView> fleet) {
        policy.heed(fleet);
    }

    @Override
    public void decided(String machine, Request request, Optional<? extends NodeView> on) {
        policy.decided(machine, request, on);
    }

    @Override
    public Map<String, Double> parts(Request request, NodeView node) {
        var lead = lead(request, node);
        if (lead == 0) {
            return policy.parts(request, node);
        }
        var parts = new TreeMap<>(policy.parts(request, node));
        parts.put("ownPart", (double) lead / MAX);
        return parts;
    }
}
