package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.Decision;
import io.cairn.scheduler.domain.NodeView;
import io.cairn.scheduler.domain.PlacementEngine;
import io.cairn.scheduler.domain.Resources;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One scheduler's view of the nodes and of what is claimed on them: read once, then kept up to date by what changed. It may
 * be behind, and it may hold takes that are yet to be committed; it is never the last word. For one thread at a time.
 */
public final class Fleet {
    private final Claims storage;
    private final Policies policies;
    private final PlacementEngine engine;
    private final Map<String, Node> nodes = new TreeMap<>();
    private final Map<String, Claim> claims = new HashMap<>();
    private Set<String> silent = Set.of();
    private long next;

    private static final class Node {
        private Optional<NodeRow> row = Optional.empty();
        private NodePolicy policy = NodePolicy.UNKNOWN;
        private Amount claimed = Amount.NONE;
        private Optional<NodeView> view = Optional.empty();
    }

    public Fleet(Claims storage, Policies policies, PlacementEngine engine) {
        this.storage = storage;
        this.policies = policies;
        this.engine = engine;
    }

    /** Reads everything anew. */
    void rebuild() {
        nodes.clear();
        claims.clear();
        next = storage.snapshot(this::put, this::put);
        policies.all().forEach(this::put);
        refresh();
    }

    /** Takes in what changed since the last time. */
    void refresh() {
        var changes = storage.changes(next);
        changes.nodes().forEach(this::put);
        changes.claims().forEach(this::put);
        changes.gone().forEach(gone -> remove(gone.vmUid(), gone.id()));
        next = changes.next();
        turned(changes.silent());
        policies.changed().forEach(this::put);
    }

    private void turned(Set<String> now) {
        var turned = new HashSet<>(silent);
        turned.addAll(now);
        turned.removeIf(name -> silent.contains(name) && now.contains(name));
        silent = now;
        turned.forEach(name -> node(name).view = Optional.empty());
    }

    private void put(NodeRow row) {
        var node = node(row.name());
        node.row = Optional.of(row);
        node.view = Optional.empty();
    }

    private void put(String name, NodePolicy policy) {
        var node = node(name);
        node.policy = policy;
        node.view = Optional.empty();
    }

    /** A claim that stands, in place of what was known of its machine; an older one than that is history. */
    void put(Claim claim) {
        var known = claims.get(claim.vmUid());
        if (known != null && (known.id() > claim.id()
                || known.id() == claim.id() && known.generation() > claim.generation())) {
            return;
        }
        forget(claim.vmUid());
        claims.put(claim.vmUid(), claim);
        count(claim.node(), claim.amount());
    }

    /** A claim that was given back. */
    void remove(String vmUid, long id) {
        var known = claims.get(vmUid);
        if (known != null && known.id() <= id) {
            forget(vmUid);
        }
    }

    /** Drops what is known of a machine: it was never committed, or turned out to be wrong. */
    void forget(String vmUid) {
        var known = claims.remove(vmUid);
        if (known != null) {
            count(known.node(), Amount.NONE.minus(known.amount()));
        }
    }

    private void count(String name, Amount more) {
        var node = node(name);
        node.claimed = node.claimed.plus(more);
        node.view = Optional.empty();
    }

    private Node node(String name) {
        return nodes.computeIfAbsent(name, _ -> new Node());
    }

    Optional<Claim> find(String vmUid) {
        return Optional.ofNullable(claims.get(vmUid));
    }

    Decision decide(ClaimAsk ask) {
        return engine.place(ask.request(), views());
    }

    List<NodeView> views() {
        return nodes.entrySet().stream().flatMap(entry -> view(entry.getKey(), entry.getValue()).stream()).toList();
    }

    private Optional<NodeView> view(String name, Node node) {
        if (node.view.isEmpty() && node.policy.known()) {
            node.view = node.row.map(row -> new NodeView(name, !silent.contains(name),
                    node.policy.cordoned() || row.overcommitted(), row.emulated(), node.policy.allowEmulation(),
                    node.policy.labels(), node.policy.taints(), resources(row.capacity()), resources(node.claimed)));
        }
        return node.view;
    }

    private static Resources resources(Amount amount) {
        return new Resources(amount.cpus(), amount.memoryMib(), amount.diskMib());
    }

    static Amount amount(Resources resources) {
        return new Amount(resources.cpus(), 0, resources.memoryMib(), 0, 0, resources.diskMib(), 0);
    }
}
