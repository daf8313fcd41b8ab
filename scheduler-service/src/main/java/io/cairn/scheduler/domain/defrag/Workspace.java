package io.cairn.scheduler.domain.defrag;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The fleet while a plan is made, as three views: in one, all nodes of the scope take machines; in the second only those
 * that have nothing of what is counted, so that nothing can be lost there; in the third of these only nodes that nothing is
 * to be gained on soon. A machine goes where the narrowest view has room for it.
 */
final class Workspace {
    /** Part of the free room that is counted on for the machines of nodes to be emptied: the rest is in small pieces. */
    private static final double USABLE = 0.9;
    /** Steps of a node's level that are tried apart: a few at a time, or all that can be had. */
    private static final int MOST_WAYS = 8;

    private final Snapshot fleet;
    private final Objective objective;
    private final Scope scope;
    private final ClusterView wide;
    private final ClusterView narrow;
    private final ClusterView narrowest;
    private final Neighbourhoods neighbourhoods;
    private final Map<Scope.Stays, Integer> stays = new EnumMap<>(Scope.Stays.class);
    private final Set<String> moved = new HashSet<>();
    private Set<String> reserved = Set.of();

    /** Some machines of a node that could leave it, the largest first, and what that would bring. */
    record Way(String node, List<Claim> leave, long gain) {
        int moves() {
            return leave.size();
        }

        long mib() {
            return leave.stream().mapToLong(Scope::mib).sum();
        }
    }

    /** @param minds whether terms make it matter where the machine is */
    record Step(Claim from, Claim to, boolean minds, String reason) {
        Step because(String why) {
            return new Step(from, to, minds, why);
        }
    }

    Workspace(Snapshot fleet, Objective objective, Scope scope) {
        this.fleet = fleet;
        this.objective = objective;
        this.scope = scope;
        this.wide = fleet.view(Pools.all(PolicyName.BESTFIT));
        this.narrow = fleet.view(Pools.all(PolicyName.BESTFIT));
        this.narrowest = fleet.view(Pools.all(PolicyName.BESTFIT));
        this.neighbourhoods = new Neighbourhoods(wide, fleet.claims());
        for (var node : fleet.nodes()) {
            if (!scope.contains(node)) {
                wide.put(closed(node));
            }
            if (!scope.contains(node) || level(node) > 0) {
                narrow.put(closed(node));
                narrowest.put(closed(node));
            }
        }
        for (var claim : fleet.claims()) {
            var on = view(claim.node());
            if (scope.contains(on.node())) {
                scope.stays(claim, on).ifPresent(why -> stays.merge(why, 1, Integer::sum));
            }
        }
    }

    private static Node closed(Node node) {
        return node.with(node.state().cordon());
    }

    private NodeView view(String node) {
        return wide.node(node)
                .orElseThrow(() -> new IllegalStateException("Node %s is not in the fleet".formatted(
                        node)));
    }

    private long level(Node node) {
        return Replay.level(objective, scope, view(node.name()));
    }

    long level() {
        return fleet.nodes().stream().mapToLong(this::level).sum();
    }

    Map<Scope.Stays, Integer> stays() {
        return stays;
    }

    /** Nodes that something could be gained on. */
    List<Node> sources() {
        return fleet.nodes()
                .stream()
                .filter(node -> scope.contains(node) && Scope.open(node) && view(node.name()).machines() > 0)
                .toList();
    }

    /** What could be gained on a node by moving machines away: for each step of its level the least that has to go. */
    List<Way> ways(Node node) {
        var on = view(node.name());
        var movable = on.claims()
                .stream()
                .filter(claim -> !moved.contains(claim.machine()) && scope.stays(claim, on).isEmpty())
                .sorted(Comparator.comparingDouble((Claim claim) -> -weight(node, claim.request()) / (1 + Scope.mib(
                        claim))).thenComparing(Claim::machine))
                .toList();
        var ways = new ArrayList<Way>();
        var base = level(node);
        var best = base;
        var gone = new ArrayList<Claim>();
        for (var claim : movable) {
            wide.release(claim.machine());
            gone.add(claim);
            var now = level(node);
            if (now > best && (ways.size() < MOST_WAYS || gone.size() == movable.size())) {
                best = now;
                ways.add(new Way(node.name(), least(node, gone, now), now - base));
            }
        }
        gone.forEach(wide::claim);
        return ways;
    }

    /** Keeps machines off the nodes of the first ways, as long as the others have room for all that would leave these. */
    void reserve(List<Way> ways) {
        var open = sources().stream().filter(node -> level(node) == 0).map(node -> view(node.name())).toList();
        var milli = USABLE * open.stream().mapToLong(NodeView::freeCpuMilli).sum();
        var mib = USABLE * open.stream().mapToLong(NodeView::freeMemoryMib).sum();
        var now = new HashSet<String>();
        for (var way : ways) {
            if (!now.contains(way.node())) {
                var on = view(way.node());
                milli -= on.freeCpuMilli() + sum(way, of -> of.cpuMilli());
                mib -= on.freeMemoryMib() + sum(way, of -> of.memoryMib());
                if (milli < 0 || mib < 0) {
                    break;
                }
                now.add(way.node());
            }
        }
        var before = reserved;
        reserved = now;
        fleet.nodes()
                .stream()
                .filter(node -> now.contains(node.name()) != before.contains(node.name()))
                .forEach(this::settleNarrow);
    }

    private static long sum(Way way, ToLongFunction<Resources> of) {
        return way.leave().stream().mapToLong(claim -> of.applyAsLong(claim.request().resources())).sum();
    }

    private void settleNarrow(Node node) {
        var loses = !scope.contains(node) || level(node) > 0;
        narrow.put(loses ? closed(node) : node);
        narrowest.put(loses || reserved.contains(node.name()) ? closed(node) : node);
    }

    /** The largest part of the node that a machine takes of any dimension. */
    private static double weight(Node node, Request request) {
        var all = node.capacity();
        var of = request.resources();
        return Math.max((double) of.cpuMilli() / Math.max(1, all.cpuMilli()),
                (double) of.memoryMib() / Math.max(1, all.memoryMib()));
    }

    /** Those of the ones that are gone which have to be: each is put back for a look, the dearest first. */
    private List<Claim> least(Node node, List<Claim> gone, long goal) {
        var needed = new ArrayList<Claim>();
        var back = new ArrayList<Claim>();
        for (var claim : gone.stream().sorted(LARGEST_FIRST).toList()) {
            wide.claim(claim);
            if (level(node) >= goal) {
                back.add(claim);
            } else {
                wide.release(claim.machine());
                needed.add(claim);
            }
        }
        back.forEach(claim -> wide.release(claim.machine()));
        return List.copyOf(needed);
    }

    private static final Comparator<Claim> LARGEST_FIRST = Comparator.comparingLong((Claim claim) -> -Scope.mib(claim))
            .thenComparing(Claim::machine);

    /** Moves the machines of a way, all or none; empty if one of them finds no place, or if it would gain less. */
    List<Step> attempt(Way way) {
        var source = view(way.node()).node();
        var steps = new ArrayList<Step>();
        wide.put(closed(source));
        narrow.put(closed(source));
        narrowest.put(closed(source));
        for (var claim : way.leave()) {
            var step = move(claim);
            if (step.isEmpty()) {
                break;
            }
            steps.add(step.get());
        }
        wide.put(source);
        var whole = steps.size() == way.leave().size();
        if (!whole) {
            steps.reversed().forEach(step -> settle(step.to(), step.from()));
        } else {
            steps.forEach(step -> moved.add(step.to().machine()));
        }
        settleNarrow(source);
        return whole ? List.copyOf(steps) : List.of();
    }

    private Optional<Step> move(Claim from) {
        var views = List.of(narrowest, narrow, wide);
        views.forEach(view -> view.release(from.machine()));
        var to = place(narrowest, from).or(() -> place(narrow, from))
                .or(() -> place(wide, from).filter(this::harmless));
        views.forEach(view -> view.claim(from));
        to.ifPresent(claim -> settle(from, claim));
        return to.map(claim -> new Step(from, claim, neighbourhoods.minds(claim.request()), ""));
    }

    private Optional<Claim> place(ClusterView view, Claim from) {
        var request = from.request();
        if (view.fits(request) && view.decide(request) instanceof Decision.Chosen chosen
                && neighbourhoods.allows(request, from.node(), chosen.node())) {
            return Optional.of(chosen.claim(from.machine(), request));
        }
        return Optional.empty();
    }

    /** Whether its new node keeps what it has of what is counted. */
    private boolean harmless(Claim to) {
        var node = view(to.node()).node();
        var before = level(node);
        wide.claim(to);
        var after = level(node);
        wide.release(to.machine());
        return after >= before;
    }

    private void settle(Claim from, Claim to) {
        neighbourhoods.move(to.request(), from.node(), to.node());
        List.of(narrowest, narrow, wide).forEach(view -> view.claim(to));
    }
}
