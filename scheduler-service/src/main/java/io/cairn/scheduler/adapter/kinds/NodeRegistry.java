package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.schema.SchemaReader;
import io.cairn.scheduler.adapter.jdbc.NodePolicy;
import io.cairn.scheduler.domain.Taint;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nodes as resources, for the parts of the service that work with them. */
public final class NodeRegistry {
    private static final int PAGE = 500;

    private final Resources<NodeSpec, NodeFacts, NodeStatus> nodes;
    private final Clock clock;

    public NodeRegistry(Resources<NodeSpec, NodeFacts, NodeStatus> nodes, Clock clock) {
        this.nodes = nodes;
        this.clock = clock;
    }

    public Optional<Resource<NodeSpec, NodeFacts, NodeStatus>> find(String name) {
        return nodes.find(ObjectKey.cluster(name));
    }

    /** Makes the inventory row of a node unless it is there. */
    public void ensure(String name, boolean allowEmulation) {
        if (find(name).isPresent()) {
            return;
        }
        try {
            nodes.create(ObjectKey.cluster(name), Map.of(), List.of(),
                    new NodeSpec(false, allowEmulation, 400, List.of()));
        } catch (Refusal raced) {
            if (raced.reason() != Reason.ALREADY_EXISTS) {
                throw raced;
            }
        }
    }

    public List<Resource<NodeSpec, NodeFacts, NodeStatus>> all() {
        var all = new java.util.ArrayList<Resource<NodeSpec, NodeFacts, NodeStatus>>();
        var page = nodes.page("", PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page.size() < PAGE ? List.of() : nodes.page(page.getLast().uid(), PAGE);
        }
        return all;
    }

    /** What operators say of each node. */
    public Map<String, NodePolicy> policies() {
        var policies = new HashMap<String, NodePolicy>();
        for (var node : all()) {
            var spec = node.spec();
            policies.put(node.metadata().name(), new NodePolicy(spec.unschedulable() || node.metadata().deleting(),
                    spec.allowEmulation(), node.metadata().labels(), spec.taints()
                            .stream()
                            .map(taint -> new Taint(taint.key(), taint.value(),
                                    SchemaReader.word(taint.effect().name())))
                            .toList()));
        }
        return policies;
    }

    public void reported(String uid, NodeFacts.Hardware hardware) {
        nodes.changeFacts(uid, facts -> facts.reported(hardware, now()));
    }

    /** Marks the nodes whose lease has ended, and brings the sums of claims up to date. */
    public void sweep(Map<String, Instant> leases, Map<String, NodeFacts.Claimed> claimed) {
        for (var node : all()) {
            var name = node.metadata().name();
            var alive = leases.getOrDefault(name, Instant.EPOCH).isAfter(clock.instant());
            var sums = claimed.getOrDefault(name, new NodeFacts.Claimed(0, 0, 0, 0));
            var stale = !node.facts().claimed().equals(Optional.of(sums));
            if (node.facts().ready() && !alive || stale && node.facts().hardware().isPresent()) {
                nodes.changeFacts(node.uid(), facts -> (alive ? facts : facts.silent(now())).with(sums));
            }
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }

    public Kind<NodeSpec, NodeFacts, NodeStatus> kind() {
        return nodes.kind();
    }
}
