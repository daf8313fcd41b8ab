package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Budget;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and the machines on them, indexed, so that the cost of a decision grows with what changed since the last one
 * like it and not with the fleet. A view from scratch and one that was kept up decide the same. For one thread at a time.
 */
public final class ClusterView {
    private final Policy policy;
    private final Fleet fleet = new Fleet();
    private final Neighbours neighbours = new Neighbours(fleet.layout());
    private final Map<String, Placed> machines = new HashMap<>();
    private final Shapes shapes;
    /** The layout that the policy knows. */
    private @Nullable Layout seen;
    private Optional<List<Runnable>> undo = Optional.empty();

    public ClusterView(Policy policy) {
        this(policy, new Ties.ByName());
    }

    public ClusterView(Policy policy, Ties ties) {
        this.policy = policy;
        this.shapes = new Shapes(fleet, neighbours, policy, ties);
    }

    /** Takes in a node, new or changed. What is claimed on it stays. */
    public void put(Node node) {
        var before = fleet.find(node.name()).map(NodeState::node);
        fleet.put(node);
        undo.ifPresent(steps -> steps.add(() -> before.ifPresentOrElse(this::put, () -> removeNode(node.name()))));
    }

    /** Forgets a node and the machines on it. */
    public boolean removeNode(String name) {
        var known = fleet.find(name);
        known.ifPresent(node -> {
            List.copyOf(node.placed).forEach(one -> release(one.machine));
            fleet.remove(node);
            undo.ifPresent(steps -> steps.add(() -> put(node.node())));
        });
        return known.isPresent();
    }

    /**
     * A machine stands on a node, in place of what was known of it. Facts win: it may be more than there is.
     *
     * @throws IllegalArgumentException if the view does not know the node
     */
    public void claim(Claim claim) {
        var node = fleet.find(claim.node())
                .orElseThrow(() -> new IllegalArgumentException("Machine %s stands on node %s, which is not in the view"
                        .formatted(claim.machine(), claim.node())));
        release(claim.machine());
        neighbours();
        var placed = new Placed(claim, node, neighbours.profile(claim.request()));
        machines.put(claim.machine(), placed);
        node.take(placed);
        placed.profile.add(placed);
        fleet.changed(node);
        undo.ifPresent(steps -> steps.add(() -> release(claim.machine())));
    }

    /** @return false if the machine stands nowhere */
    public boolean release(String machine) {
        var placed = machines.remove(machine);
        if (placed == null) {
            return false;
        }
        neighbours();
        placed.profile.remove(placed);
        placed.node.giveBack(placed);
        fleet.changed(placed.node);
        undo.ifPresent(steps -> {
            var claim = placed.claim();
            steps.add(() -> claim(claim));
        });
        return true;
    }

    public Optional<Claim> find(String machine) {
        return Optional.ofNullable(machines.get(machine)).map(Placed::claim);
    }

    public Optional<NodeView> node(String name) {
        return fleet.find(name).map(node -> node);
    }

    /** In no particular order. */
    public Iterable<? extends NodeView> nodes() {
        return fleet.all();
    }

    public int size() {
        return fleet.size();
    }

    public int machines() {
        return machines.size();
    }

    public Policy policy() {
        return policy;
    }

    /** Whether a machine would go anywhere: cheaper than a refusal with its reasons. */
    public boolean fits(Request request) {
        return shapes.best(request, neighbours().profile(request), Group.OPEN) != Keys.NONE;
    }

    /** Tells nodes of this view apart that could take a machine if nothing ran anywhere. */
    public Predicate<NodeView> eligible(Request request) {
        var lasting = new Fitting(request, policy, new Ties.ByName());
        return node -> node instanceof NodeState state && lasting.eligible(state);
    }

    /** Where a machine would go. Changes nothing. */
    public Decision decide(Request request) {
        return decide(request, Group.OPEN);
    }

    Decision decide(Request request, Group group) {
        var profile = neighbours().profile(request);
        var key = shapes.best(request, profile, group);
        if (key == Keys.NONE) {
            return explaining(request, profile).refuse(fleet.all());
        }
        return choose(request, key);
    }

    /** What would become of a machine that can go to one node only, as its disk is there. Changes nothing. */
    public Decision decideOn(String name, Request request) {
        return decideOn(name, request, "where its disk is");
    }

    /** @param why it can go nowhere else, in words */
    public Decision decideOn(String name, Request request, String why) {
        var profile = neighbours().profile(request);
        var node = fleet.find(name);
        if (node.isEmpty()) {
            return new Decision.NoFit("NodeGone", "Node %s, %s, is not in the inventory".formatted(name, why),
                    "Bring the node back", new Decision.Explanation(0, 0, List.of(), List.of()));
        }
        return explaining(request, profile).refuse(node.get(), fleet.all(), why)
                .<Decision>map(refusal -> refusal)
                .orElseGet(() -> chosen(request, node.get(), 0));
    }

    private Decision.Chosen choose(Request request, long key) {
        return chosen(request, state(fleet.layout().node(Keys.rank(key))), Keys.score(key));
    }

    private Decision.Chosen chosen(Request request, NodeState node, int score) {
        var picked = DevicePicker.pick(request, node, policy)
                .orElseThrow(() -> new IllegalStateException("Node %s has no devices for %s after all".formatted(
                        node.node().name(), request)));
        return new Decision.Chosen(node.node().name(), picked.parts(), Pinning.of(request, node, picked.parts()),
                score);
    }

    Optional<NodeState> state(String name) {
        return fleet.find(name);
    }

    private NodeState state(int index) {
        var node = fleet.layout().state(index);
        if (node == null) {
            throw new IllegalStateException("The best node, number %d, is gone".formatted(index));
        }
        return node;
    }

    /** Where a machine that is really wanted would go: the policy learns from it, unless things are only tried out. */
    public Decision ask(String machine, Request request) {
        return ask(machine, request, Group.OPEN);
    }

    private Decision ask(String machine, Request request, Group group) {
        if (undo.isPresent()) {
            return decide(request, group);
        }
        heed();
        var decision = decide(request, group);
        policy.decided(machine, request, switch (decision) {
            case Decision.Chosen chosen -> fleet.find(chosen.node());
            case Decision.NoFit _ -> Optional.empty();
        });
        return decision;
    }

    /** Lets the policy take in what nodes there are now and what stands on them, if it is time to. */
    public void heed() {
        neighbours();
        if (fleet.layout() == seen) {
            policy.heed(fleet.all());
        } else {
            learn();
        }
    }

    /** After everything was read anew: the policy learns from all that stands. */
    public void learn() {
        neighbours();
        seen = fleet.layout();
        policy.look(fleet.all());
    }

    /** Decides, and takes what was decided. */
    public Decision place(String machine, Request request) {
        return place(machine, request, Group.OPEN);
    }

    Decision place(String machine, Request request, Group group) {
        var decision = ask(machine, request, group);
        if (decision instanceof Decision.Chosen chosen) {
            claim(chosen.claim(machine, request));
        }
        return decision;
    }

    /** Who would have to go for a machine that fits nowhere. Changes nothing. */
    public Preemption preempt(Request request) {
        var profile = neighbours().profile(request);
        var free = shapes.best(request, profile, Group.OPEN);
        if (free != Keys.NONE) {
            return new Preemption.NotNeeded(choose(request, free));
        }
        return evict(request, profile, Allowance.UNLIMITED, shapes.bestEviction(request, profile), 0);
    }

    /**
     * The same within budgets: if what is best without them breaks one, every node is looked at.
     *
     * @param budgets by owner
     * @param leaving machines that are to go already, and what is no machine though it is claimed: no budget counts them
     */
    public Preemption preempt(Request request, Map<Owner, List<Budget>> budgets, List<Request> leaving) {
        var best = preempt(request);
        var allowance = new Allowance(budgets, budget -> mayGo(budget, leaving));
        if (!(best instanceof Preemption.Evict evict)) {
            return best;
        }
        var kept = allowance.keeps(evict.victims());
        if (kept == 0) {
            return best;
        }
        var profile = neighbours().profile(request);
        var leaves = new Leaves(fleet, new Evicting(request, policy, allowance), fleet.layout().blocks(List.of()),
                false);
        var tops = new Shape(Constraints.of(request, profile, neighbours), some -> some.isEmpty() ? leaves
                : new Leaves(fleet, new Evicting(request, policy, allowance), fleet.layout().blocks(some), false));
        return evict(request, profile, allowance, tops.best(Group.OPEN), kept);
    }

    private long mayGo(Budget budget, List<Request> leaving) {
        return machines(budget, leaving) - budget.atLeast();
    }

    /** How many machines it means that go on. */
    public long machines(Budget budget, List<Request> leaving) {
        return count(budget.owner(), budget.match()) - count(budget.owner(), budget.matchIgnored())
                - leaving.stream().filter(budget::means).count();
    }

    private long count(Owner owner, Map<String, String> match) {
        return neighbours().counter(owner, new Term.AtMost(Node.HOST, match, 1)).total();
    }

    private Preemption evict(Request request, Profile profile, Allowance allowance, long best, int kept) {
        return best == Keys.NONE
                ? new Preemption.Hopeless(explaining(request, profile).refuse(fleet.all()), kept)
                : new Evicting(request, policy, allowance).on(state(fleet.layout().node(Keys.rank(best))),
                        Keys.score(best));
    }

    /** What every filter makes of every node: exact, and as expensive as the fleet is large. Changes nothing. */
    public Decision.Explanation explain(Request request) {
        return explaining(request, neighbours().profile(request)).explain(fleet.all());
    }

    /** The same of some nodes only: they add up to how many of them there are. */
    public Decision.Explanation explain(Request request, Predicate<NodeView> some) {
        return explaining(request, neighbours().profile(request)).explain(fleet.all(), some);
    }

    /** Tries something out: whatever it does to this view is undone. */
    public <A> A whatIf(Function<ClusterView, A> trial) {
        var outer = undo;
        var steps = new ArrayList<Runnable>();
        undo = Optional.of(steps);
        try {
            return trial.apply(this);
        } finally {
            undo = Optional.empty();
            steps.reversed().forEach(Runnable::run);
            undo = outer;
        }
    }

    private Explaining explaining(Request request, Profile profile) {
        return new Explaining(request, policy, Constraints.of(request, profile, neighbours));
    }

    /** Brought to the layout of the fleet. */
    private Neighbours neighbours() {
        if (fleet.moved() || neighbours.crowded()) {
            shapes.clear();
            neighbours.become(fleet.layout());
        }
        return neighbours;
    }
}
