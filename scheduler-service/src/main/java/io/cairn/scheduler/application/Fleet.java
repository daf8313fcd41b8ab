package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One scheduler's view of the nodes and of what is claimed on them: read once, then kept up to date by what changed. It may
 * be behind, and it may hold takes that are yet to be committed; it is never the last word. For one thread at a time.
 */
public final class Fleet {
    private final Claims storage;
    private final Policies policies;
    private final Shapes shapes;
    private final Supplier<ClusterView> empty;
    private final Map<String, NodeRow> rows = new HashMap<>();
    private final Map<String, NodePolicy> known = new HashMap<>();
    private final Map<String, Claim> claims = new HashMap<>();
    private final Set<String> shown = new HashSet<>();
    private ClusterView view;
    private Set<String> silent = Set.of();
    private long next;

    /** @param empty makes a view with no nodes */
    public Fleet(Claims storage, Policies policies, Shapes shapes, Supplier<ClusterView> empty) {
        this.storage = storage;
        this.policies = policies;
        this.shapes = shapes;
        this.empty = empty;
        this.view = empty.get();
    }

    /** Reads everything anew. */
    void rebuild() {
        rows.clear();
        known.clear();
        claims.clear();
        shown.clear();
        view = empty.get();
        next = storage.snapshot(row -> rows.put(row.name(), row), claim -> claims.put(claim.vmUid(), claim));
        known.putAll(policies.all());
        rows.keySet().forEach(this::show);
        // Nothing was shown with its claims yet: each is counted once.
        claims.values().forEach(this::count);
        refresh();
    }

    /** Takes in what changed since the last time. */
    void refresh() {
        var changes = storage.changes(next);
        for (var row : changes.nodes()) {
            rows.put(row.name(), row);
            appear(row.name());
        }
        changes.gone().forEach(gone -> remove(gone.vmUid(), gone.id()));
        changes.claims().forEach(this::put);
        next = changes.next();
        turned(changes.silent());
        policies.changed().forEach((name, policy) -> {
            known.put(name, policy);
            appear(name);
        });
        view.heed();
    }

    private void turned(Set<String> now) {
        var turned = new HashSet<>(silent);
        turned.addAll(now);
        turned.removeIf(name -> silent.contains(name) && now.contains(name));
        silent = now;
        turned.forEach(this::appear);
    }

    /** Shows a node as it is now; if it was not in the view, then with all that is claimed on it. */
    private void appear(String name) {
        var before = shown.contains(name);
        show(name);
        if (!before && shown.contains(name)) {
            claims.values().stream().filter(claim -> claim.node().equals(name)).forEach(this::count);
        }
    }

    private void show(String name) {
        var row = rows.get(name);
        var policy = known.getOrDefault(name, NodePolicy.UNKNOWN);
        if (row != null && policy.known()) {
            view.put(Nodes.node(row, policy, !silent.contains(name)));
            shown.add(name);
        } else if (shown.remove(name)) {
            view.removeNode(name);
        }
    }

    private void count(Claim claim) {
        if (shown.contains(claim.node())) {
            view.claim(engine(claim, shapes.request(claim)));
        }
    }

    private static io.cairn.scheduler.domain.model.Claim engine(Claim claim, Request request) {
        return new io.cairn.scheduler.domain.model.Claim(claim.vmUid(), claim.node(), request, claim.devices(),
                claim.cells());
    }

    /** A claim that stands, in place of what was known of its machine; an older one than that is history. */
    void put(Claim claim) {
        var before = claims.get(claim.vmUid());
        if (before != null && (before.id() > claim.id()
                || before.id() == claim.id() && before.generation() >= claim.generation())) {
            return;
        }
        view.release(claim.vmUid());
        claims.put(claim.vmUid(), claim);
        count(claim);
    }

    /** A take that is about to be committed: the next decisions are to know of it. */
    void assume(Claim claim, Request request) {
        claims.put(claim.vmUid(), claim);
        view.claim(engine(claim, request));
    }

    /** It was committed as it was assumed. */
    void confirm(Claim claim) {
        claims.put(claim.vmUid(), claim);
    }

    /** A claim that was given back. */
    void remove(String vmUid, long id) {
        var before = claims.get(vmUid);
        if (before != null && before.id() <= id) {
            forget(vmUid);
        }
    }

    /** Drops what is known of a machine: it was never committed, or turned out to be wrong. */
    void forget(String vmUid) {
        if (claims.remove(vmUid) != null) {
            view.release(vmUid);
        }
    }

    Optional<Claim> find(String vmUid) {
        return Optional.ofNullable(claims.get(vmUid));
    }

    /** For a machine that is really wanted: the policy learns from it. */
    Decision decide(String vmUid, Request request) {
        return view.ask(vmUid, request);
    }

    String shape(Request request) {
        return shapes.text(request);
    }

    ClusterView view() {
        return view;
    }

    /** Nodes with devices of these classes whose agents cannot attach them. */
    long unattachable(Request request) {
        if (request.devices().isEmpty()) {
            return 0;
        }
        var classes = request.devices().stream().map(ask -> ask.deviceClass()).toList();
        return rows.values()
                .stream()
                .filter(row -> shown.contains(row.name()) && !row.attachesDevices())
                .filter(row -> row.devices().stream().anyMatch(device -> classes.contains(device.deviceClass())))
                .count();
    }

    /** Uids of the machines that stand on a node. */
    List<String> on(String node) {
        var there = new ArrayList<String>();
        claims.values().stream().filter(claim -> claim.node().equals(node)).map(Claim::vmUid).forEach(there::add);
        return there;
    }
}
