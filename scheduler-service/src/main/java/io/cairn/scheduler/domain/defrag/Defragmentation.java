package io.cairn.scheduler.domain.defrag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Plans by the steepest gradient: of all ways to gain something by emptying a node so far, the one that gains the most for
 * its share of the budget is tried first. Machines go only where nothing of what is counted is lost. What a node gained is
 * kept, and a machine moves once.
 */
public final class Defragmentation {
    /** Ways that are tried, so that a fleet without room does not keep the scheduler from anything else. */
    static final int MOST_TRIES = 4096;
    private static final int MOST_ROUNDS = 16;

    private final Objective objective;
    private final MigrationBudget budget;
    private final Scope scope;
    private final Workspace space;
    private final List<Plan.Gain> gains = new ArrayList<>();
    private final List<Workspace.Step> steps = new ArrayList<>();
    private final long before;
    private long level;
    private long mib;
    private int tries;
    private boolean tooDear;

    private Defragmentation(Snapshot fleet, Objective objective, MigrationBudget budget, Scope scope) {
        this.objective = objective;
        this.budget = budget;
        this.scope = scope;
        this.space = new Workspace(fleet, objective, scope);
        this.before = space.level();
        this.level = before;
    }

    /** The same fleet, objective, budget and scope give the same plan. */
    public static Plan plan(Snapshot fleet, Objective objective, MigrationBudget budget, Scope scope) {
        return new Defragmentation(fleet, objective, budget, scope).run();
    }

    private Plan run() {
        var more = true;
        for (var round = 0; round < MOST_ROUNDS && more && !enough() && tries < MOST_TRIES; round++) {
            more = round();
        }
        return new Plan(objective, before, level, gains, moves(), space.stays(), end());
    }

    private boolean enough() {
        return level >= objective.enough();
    }

    private Plan.End end() {
        return enough() ? Plan.End.ENOUGH
                : tries >= MOST_TRIES ? Plan.End.TRIES : tooDear ? Plan.End.BUDGET : Plan.End.NOTHING_LEFT;
    }

    /** Tries every way that there is now, except from nodes that changed meanwhile. */
    private boolean round() {
        var touched = new HashSet<String>();
        var gained = false;
        tooDear = false;
        var ways = ways();
        space.reserve(ways);
        for (var way : ways) {
            if (enough() || tries >= MOST_TRIES) {
                break;
            }
            if (!touched.contains(way.node())) {
                gained |= take(way, touched);
            }
        }
        return gained;
    }

    private List<Workspace.Way> ways() {
        var ways = new ArrayList<Workspace.Way>();
        for (var node : space.sources()) {
            ways.addAll(space.ways(node));
        }
        ways.sort(Comparator.comparingDouble((Workspace.Way way) -> way.gain() / budget.share(way.moves(), way.mib()))
                .reversed()
                .thenComparing(Comparator.comparingLong(Workspace.Way::gain).reversed())
                .thenComparing(Workspace.Way::node));
        return ways;
    }

    private boolean take(Workspace.Way way, Set<String> touched) {
        if (!budget.holds(steps.size() + way.moves(), mib + way.mib())) {
            tooDear = true;
            return false;
        }
        tries++;
        var done = space.attempt(way);
        if (done.isEmpty()) {
            return false;
        }
        var reason = objective.reason(way.node(), way.gain());
        gains.add(new Plan.Gain(way.node(), way.gain(), way.moves(), way.mib(), reason));
        done.forEach(step -> touched.add(step.to().node()));
        touched.add(way.node());
        done.forEach(step -> steps.add(step.because(reason)));
        mib += way.mib();
        level += way.gain();
        return true;
    }

    private List<Plan.Move> moves() {
        var waves = new Waves(budget.atOnce());
        return steps.stream()
                .map(step -> new Plan.Move(
                        waves.next(step.from().node(), step.to().node(), step.to().request().owner(), step.minds()),
                        step.to().machine(), step.from().node(), step.to(), Scope.mib(step.to()), step.reason()))
                .sorted(Comparator.comparingInt(Plan.Move::wave))
                .toList();
    }
}
