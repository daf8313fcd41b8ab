package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Preemption;
import io.cairn.scheduler.domain.model.Budget;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.queue.Happening;
import io.cairn.scheduler.domain.queue.PlacementQueue;
import io.cairn.scheduler.domain.site.Sites;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One scheduler's view of the nodes and of what is claimed on them: read once, then kept up to date by what changed. It may
 * be behind, and it may hold takes that are yet to be committed; it is never the last word. For one thread at a time.
 */
public final class Fleet {
    private final Claims storage;
    private final Policies policies;
    private final Shapes shapes;
    private final Supplier<ClusterView> empty;
    private final Budgets budgets;
    private final Weights weights;
    private final Map<String, NodeRow> rows = new HashMap<>();
    private final Places places;
    private final Map<String, NodePolicy> known = new HashMap<>();
    private final Standing claims;
    private final Map<String, Nomination> nominations = new HashMap<>();
    private final Set<String> shown = new HashSet<>();
    private final Set<Happening> happened = EnumSet.noneOf(Happening.class);
    private ClusterView view;
    private Set<String> silent = Set.of();
    private long next;
    private long turn;

    /** Of a cloud without budgets and sites. */
    public Fleet(Claims storage, Policies policies, Shapes shapes, Supplier<ClusterView> empty) {
        this(storage, policies, shapes, empty, Budgets.NONE, () -> Sites.NONE);
    }

    /** In which all projects have the same weight. */
    public Fleet(Claims storage, Policies policies, Shapes shapes, Supplier<ClusterView> empty, Budgets budgets,
            Supplier<Sites> sites) {
        this(storage, policies, shapes, empty, budgets, sites, Weights.EQUAL);
    }

    /**
     * @param empty makes a view with no nodes
     * @param sites as they are now
     */
    public Fleet(Claims storage, Policies policies, Shapes shapes, Supplier<ClusterView> empty, Budgets budgets,
            Supplier<Sites> sites, Weights weights) {
        this.places = new Places(sites);
        this.storage = storage;
        this.budgets = budgets;
        this.weights = weights;
        this.policies = policies;
        this.shapes = shapes;
        this.claims = new Standing(shapes);
        this.empty = empty;
        this.view = empty.get();
    }

    /** Reads everything anew. */
    void rebuild() {
        rows.clear();
        known.clear();
        claims.clear();
        nominations.clear();
        shown.clear();
        places.begin();
        view = empty.get();
        next = storage.snapshot(row -> rows.put(row.name(), row), claims::put);
        known.putAll(policies.all());
        rows.keySet().forEach(this::show);
        places.keep(shown);
        // Nothing was shown with its claims yet: each is counted once.
        claims.all().forEach(this::count);
        refresh();
    }

    /** Takes in what changed since the last time. */
    void refresh() {
        // Before the claims: of a nomination that has ended since, its victims' end is among what changed.
        var kept = storage.nominations();
        var changes = storage.changes(next, (uid, id, generation) -> claims.find(uid)
                .filter(claim -> claim.id() == id && claim.generation() >= generation)
                .isPresent());
        for (var row : changes.nodes()) {
            if (!row.equals(rows.put(row.name(), row))) {
                appear(row.name());
            }
        }
        changes.gone().forEach(gone -> remove(gone.vmUid(), gone.id()));
        changes.claims().forEach(this::put);
        next = changes.next();
        turned(changes.silent());
        policies.changed().forEach((name, policy) -> {
            if (!policy.equals(known.put(name, policy))) {
                appear(name);
            }
        });
        sited();
        view.heed();
        turn = kept.turn();
        nominated(kept.all());
    }

    /** Takes in what operators say of the sites. */
    private void sited() {
        places.look().ifPresent(turned -> {
            happened.add(Happening.SITE_CHANGED);
            turned.forEach(this::appear);
        });
    }

    Sites sites() {
        return places.sites();
    }

    Places places() {
        return places;
    }

    /** Whether a node is silent and its operators say that nothing runs at its site any more. */
    boolean lost(String node) {
        return silent.contains(node) && places.lost(node);
    }

    private void nominated(List<Nomination> now) {
        var uids = now.stream().map(Nomination::vmUid).toList();
        List.copyOf(nominations.keySet()).stream().filter(uid -> !uids.contains(uid)).forEach(this::unhold);
        now.stream().filter(one -> !nomination(one.vmUid()).filter(one::same).isPresent()).forEach(this::hold);
    }

    /** False if another scheduler had room made meanwhile: it is to be decided anew. */
    boolean nominate(Nomination nomination) {
        if (!storage.nominate(nomination, turn)) {
            return false;
        }
        turn++;
        hold(nomination);
        return true;
    }

    /** Room that is made for a machine is nobody else's. */
    void hold(Nomination nomination) {
        unhold(nomination.vmUid());
        nominations.put(nomination.vmUid(), nomination);
        count(nomination.hold());
    }

    boolean unhold(String vmUid) {
        var before = nominations.remove(vmUid);
        if (before != null) {
            view.release(before.holder());
            happened.add(Happening.MACHINE_LEFT);
        }
        return before != null;
    }

    Optional<Nomination> nomination(String vmUid) {
        return Optional.ofNullable(nominations.get(vmUid));
    }

    int nominations() {
        return nominations.size();
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
        happened.add(before ? Happening.NODE_CHANGED : Happening.NODE_JOINED);
        if (!before && shown.contains(name)) {
            claims.all().stream().filter(claim -> claim.node().equals(name)).forEach(this::count);
            nominations.values()
                    .stream()
                    .filter(one -> one.node().equals(name))
                    .forEach(one -> count(one.hold()));
        }
    }

    private void show(String name) {
        var row = rows.get(name);
        var policy = known.getOrDefault(name, NodePolicy.UNKNOWN);
        if (row != null && policy.known()) {
            var node = places.sited(Nodes.node(row, policy, !silent.contains(name)));
            view.put(node);
            shown.add(name);
            places.put(node);
        } else if (shown.remove(name)) {
            view.removeNode(name);
            places.remove(name);
        }
    }

    private void count(Claim claim) {
        if (shown.contains(claim.node())) {
            view.claim(engine(claim, shapes.request(claim)));
        }
    }

    /** Who wished for a site stays at the one that it got. */
    private io.cairn.scheduler.domain.model.Claim engine(Claim claim, Request request) {
        var stands = sites().stands(request, places.of(claim.node()));
        return new io.cairn.scheduler.domain.model.Claim(claim.vmUid(), claim.node(), stands, claim.devices(),
                claim.cells());
    }

    /** A claim that stands, in place of what was known of its machine; an older one than that is history. */
    void put(Claim claim) {
        var before = claims.find(claim.vmUid());
        if (before.filter(known -> known.id() > claim.id()
                || known.id() == claim.id() && known.generation() >= claim.generation()).isPresent()) {
            return;
        }
        view.release(claim.vmUid());
        claims.put(claim);
        count(claim);
        happened.add(Happening.MACHINE_PLACED);
        if (before.isPresent()) {
            happened.add(Happening.MACHINE_LEFT);
        }
    }

    /** Machines of a gang that stand. */
    Set<String> members(String gang) {
        return claims.members(gang);
    }

    /** What each project has. */
    Map<String, Holding> holdings() {
        return claims.holdings();
    }

    /** What a reservation holds, in order of number. */
    List<Claim> held(String reservation) {
        return claims.held(reservation);
    }

    /** Tells those who wait what happened since, and who has how much. */
    void tell(PlacementQueue<?> queue) {
        happened.forEach(queue::happened);
        happened.clear();
        queue.weigh(weights.all());
        tellShares(queue);
    }

    void tellShares(PlacementQueue<?> queue) {
        claims.tell(queue);
    }

    /** A take that is about to be committed: the next decisions are to know of it. */
    void assume(Claim claim, Request request) {
        claims.put(claim);
        view.claim(engine(claim, request));
    }

    /** It was committed as it was assumed. */
    void confirm(Claim claim) {
        claims.put(claim);
        happened.add(Happening.MACHINE_PLACED);
    }

    /** A claim that was given back. */
    void remove(String vmUid, long id) {
        if (claims.find(vmUid).filter(before -> before.id() <= id).isPresent()) {
            forget(vmUid);
        }
    }

    /** Drops what is known of a machine: it was never committed, or turned out to be wrong. */
    void forget(String vmUid) {
        if (claims.remove(vmUid)) {
            view.release(vmUid);
            happened.add(Happening.MACHINE_LEFT);
        }
    }

    Optional<Claim> find(String vmUid) {
        return claims.find(vmUid);
    }

    /** Where it goes, into the room that is made for it or elsewhere. It is really wanted: the policy learns from it. */
    Decision decide(ClaimAsk ask) {
        return withoutHold(ask.vmUid(), () -> sites().ask(view, ask.vmUid(), ask.request()));
    }

    /** Whether a machine that made room can be back, where its disk is. */
    Decision decideBack(Claim parked, Request request) {
        return withoutHold(parked.vmUid(), () -> {
            view.release(parked.vmUid());
            try {
                return view.decideOn(parked.node(), request);
            } finally {
                count(parked);
            }
        });
    }

    /** Whether it fits now: cheaper than a refusal with its reasons. */
    boolean fits(ClaimAsk ask) {
        return withoutHold(ask.vmUid(), () -> sites().fits(view, ask.request()));
    }

    /** Who has to go for it. */
    Preemption preempt(Request request) {
        return view.preempt(sites().resolved(request), budgets.all(), leaving());
    }

    /** How many machines each means that go on. */
    Map<Budget, Long> machines(List<Budget> of) {
        var leaving = leaving();
        return of.stream().distinct().collect(Collectors.toMap(one -> one, one -> view.machines(one, leaving)));
    }

    /** Those who have to go already, and room that is made: neither goes on running for a budget. */
    private List<Request> leaving() {
        var leaving = new ArrayList<Request>();
        for (var nomination : nominations.values()) {
            leaving.add(shapes.request(nomination.hold()));
            nomination.victims()
                    .stream()
                    .flatMap(victim -> claims.find(victim.vmUid())
                            .filter(claim -> claim.id() == victim.claimId() && !claim.parked())
                            .stream())
                    .map(shapes::request)
                    .forEach(leaving::add);
        }
        return leaving;
    }

    private <A> A withoutHold(String vmUid, Supplier<A> decide) {
        var hold = Optional.ofNullable(nominations.get(vmUid));
        hold.ifPresent(nomination -> view.release(nomination.holder()));
        try {
            return decide.get();
        } finally {
            hold.ifPresent(nomination -> count(nomination.hold()));
        }
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
        claims.all().stream().filter(claim -> claim.node().equals(node)).map(Claim::vmUid).forEach(there::add);
        return there;
    }
}
