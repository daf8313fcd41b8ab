package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.schema.SchemaReader;
import io.cairn.scheduler.application.NodePolicy;
import io.cairn.scheduler.application.Policies;
import io.cairn.scheduler.domain.model.Taint;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes as resources, for the parts of the service that work with them. */
public final class NodeRegistry implements Policies, AutoCloseable {
    private static final int PAGE = 500;

    private final Resources<NodeSpec, NodeFacts, NodeStatus> nodes;
    private final Clock clock;
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Set<String> touched = ConcurrentHashMap.newKeySet();
    private final AutoCloseable subscription;

    public NodeRegistry(Resources<NodeSpec, NodeFacts, NodeStatus> nodes, Clock clock) {
        this.nodes = nodes;
        this.clock = clock;
        this.subscription = nodes.onChange(touched::addAll);
    }

    @Override
    public void close() throws Exception {
        subscription.close();
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

    private List<Resource<NodeSpec, NodeFacts, NodeStatus>> resources() {
        var all = new java.util.ArrayList<Resource<NodeSpec, NodeFacts, NodeStatus>>();
        var page = nodes.page("", PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page.size() < PAGE ? List.of() : nodes.page(page.getLast().uid(), PAGE);
        }
        return all;
    }

    @Override
    public Map<String, NodePolicy> all() {
        var policies = new HashMap<String, NodePolicy>();
        for (var node : resources()) {
            names.put(node.uid(), node.metadata().name());
            policies.put(node.metadata().name(), policy(node));
        }
        return policies;
    }

    @Override
    public Map<String, NodePolicy> changed() {
        var policies = new HashMap<String, NodePolicy>();
        for (var uid : List.copyOf(touched)) {
            touched.remove(uid);
            var node = nodes.findByUid(uid);
            node.ifPresent(there -> names.put(uid, there.metadata().name()));
            var name = names.get(uid);
            if (name != null) {
                policies.put(name, node.map(NodeRegistry::policy).orElse(NodePolicy.UNKNOWN));
            }
        }
        return policies;
    }

    private static NodePolicy policy(Resource<NodeSpec, NodeFacts, NodeStatus> node) {
        var spec = node.spec();
        return new NodePolicy(!node.metadata().deleting(), spec.unschedulable(), spec.allowEmulation(),
                node.metadata().labels(), spec.taints()
                        .stream()
                        .map(taint -> new Taint(taint.key(), taint.value(), SchemaReader.word(taint.effect().name())))
                        .toList(),
                spec.isolationTier());
    }

    public void reported(String uid, NodeFacts.Hardware hardware) {
        nodes.changeFacts(uid, facts -> facts.reported(hardware, now()));
    }

    /**
     * Brings a node up to date with its lease and with what is claimed on it.
     *
     * @return false if there is nothing to say of it yet
     */
    public boolean sweep(String name, boolean alive, NodeFacts.Claimed sums) {
        var node = find(name).filter(there -> there.facts().hardware().isPresent());
        node.ifPresent(there -> nodes.changeFacts(there.uid(),
                facts -> (alive ? facts : facts.silent(now())).with(sums)));
        return node.isPresent();
    }

    private Instant now() {
        return clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }

    public Kind<NodeSpec, NodeFacts, NodeStatus> kind() {
        return nodes.kind();
    }
}
