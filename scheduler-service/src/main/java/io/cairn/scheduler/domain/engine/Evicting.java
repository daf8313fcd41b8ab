package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Term;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How little has to go from a node for a request: the lower the highest priority among the victims, the better, then the
 * fewer of them. Their disks stay where they are. What others ask of their neighbours is taken as it stands before.
 */
final class Evicting implements Scorer {
    private static final int MOST_VICTIMS = 4095;

    private final Request request;
    private final Filter[] filters;
    private final Policy policy;
    private final Allowance allowance;

    Evicting(Request request, Policy policy, Allowance allowance) {
        this.request = request;
        this.allowance = allowance;
        this.filters = Filters.of(request);
        this.policy = policy;
    }

    @Override
    public long key(NodeState node, int rank) {
        if (!eligible(node)) {
            return Keys.NONE;
        }
        var victims = victims(node);
        if (victims.isEmpty()) {
            return Keys.NONE;
        }
        var highest = victims.get().stream().mapToInt(one -> one.request.priority()).max();
        var cost = (highest.orElse(Request.LOWEST) - Request.LOWEST) * (MOST_VICTIMS + 1)
                + Math.min(MOST_VICTIMS, victims.get().size());
        return Keys.of(0, -cost, 0, rank);
    }

    @Override
    public boolean eligible(NodeState node) {
        return passes(node, true);
    }

    @Override
    public int room(NodeState node) {
        return 0;
    }

    @Override
    public long version() {
        return 0;
    }

    private boolean passes(NodeState node, boolean lastingOnly) {
        for (var filter : filters) {
            if ((filter.lasting() || !lastingOnly) && !filter.fits().fits(request, node)) {
                return false;
            }
        }
        return true;
    }

    /** Empty if it would not fit even without all of those that may go. */
    Optional<List<Placed>> victims(NodeState node) {
        var open = allowance.of(node.placed.stream()
                .filter(this::mayGo)
                .sorted(Comparator.comparingInt((Placed one) -> -one.request.priority())
                        .thenComparing(one -> one.machine))
                .toList());
        open.forEach(node::before);
        var fits = passes(node, false);
        var victims = new ArrayList<Placed>();
        for (var one : open) {
            node.after(one);
            if (fits && !passes(node, false)) {
                node.before(one);
                victims.add(one);
            }
        }
        victims.forEach(node::after);
        return fits ? Optional.of(victims.reversed()) : Optional.empty();
    }

    private boolean mayGo(Placed one) {
        var other = one.request;
        return other.preemptible() && other.priority() < request.priority() && !wanted(other);
    }

    /** Whether the request wants to be beside it. */
    private boolean wanted(Request other) {
        return other.owner().equals(request.owner())
                && request.terms()
                        .stream()
                        .anyMatch(term -> term instanceof Term.Affinity near && near.required()
                                && other.matches(near.match()));
    }

    /** What it takes, once it is known on which node. */
    Preemption.Evict on(NodeState node, int score) {
        var victims = victims(node).orElseThrow(() -> new IllegalStateException("Node %s has no room for %s after all"
                .formatted(node.node().name(), request)));
        victims.forEach(node::before);
        try {
            var picked = DevicePicker.pick(request, node, policy)
                    .orElseThrow(() -> new IllegalStateException("Node %s has no devices for %s after all"
                            .formatted(node.node().name(), request)));
            var cells = Pinning.of(request, node, picked.parts());
            return new Preemption.Evict(new Decision.Chosen(node.node().name(), picked.parts(), cells, score),
                    victims.stream().map(Placed::claim).toList());
        } finally {
            victims.forEach(node::after);
        }
    }
}
