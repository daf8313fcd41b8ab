package io.cairn.bench.defrag;

import io.cairn.bench.simulate.Hosts;
import io.cairn.bench.simulate.Simulation;
import io.cairn.scheduler.domain.defrag.Defragmentation;
import io.cairn.scheduler.domain.defrag.MigrationBudget;
import io.cairn.scheduler.domain.defrag.Objective;
import io.cairn.scheduler.domain.defrag.Replay;
import io.cairn.scheduler.domain.defrag.Scope;
import io.cairn.scheduler.domain.defrag.Snapshot;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Prints what the planner and the solver gain on the same fleets: machines came until a fleet was at 85 %, then half of
 * them left. What is gained is measured after the plan has run.
 *
 * <p>Arguments: seed, seconds for the solver (0: without it), then numbers of nodes.
 */
public final class DefragBench {
    private static final double HOURS = 60;
    /** When the demand has risen to 85 %. */
    private static final double UNTIL = HOURS / 2;
    private static final long TIB = 1024 * 1024;

    private DefragBench() {}

    public static void main(String[] args) {
        if (args.length < 3 || !args[0].matches("[0-9]{1,9}") || !args[1].matches("[0-9]{1,4}")) {
            System.err.println("Usage: make bench-defrag NODES='100 1000' SEED=1 SOLVER_SECONDS=60");
            System.exit(2);
        }
        long seed = Long.parseLong(args[0]);
        var time = Duration.ofSeconds(Long.parseLong(args[1]));
        System.out.println("nodes,machines,fleet,objective,planner,before,after,gain,moves,gib,waves,seconds,end");
        Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).forEach(nodes -> compare(nodes, seed, time));
    }

    private static void compare(int nodes, long seed, Duration time) {
        var constrained = fleet(nodes, seed);
        var plain = new Snapshot(constrained.nodes(), constrained.claims().stream().map(DefragBench::plain).toList());
        for (var objective : List.of(new Objective.Hosts(), new Objective.Devices("gpu", ""))) {
            for (int moves : new int[]{Math.max(10, nodes / 4), 10_000}) {
                var budget = new MigrationBudget(moves, 1024 * TIB, 2);
                greedy(plain, "plain", objective, budget);
                if (!time.isZero()) {
                    solver(plain, objective, budget, time, seed);
                }
                greedy(constrained, "constrained", objective, budget);
            }
        }
    }

    /** Fragmented: half of the machines left. */
    static Snapshot fleet(int nodes, long seed) {
        var left = Simulation.run(Hosts.of(nodes), Pools.all(PolicyName.BESTFIT), seed, HOURS, UNTIL).view();
        var random = new SplittableRandom(seed);
        var whole = Snapshot.of(left);
        return new Snapshot(whole.nodes(), whole.claims().stream().filter(_ -> random.nextBoolean()).toList());
    }

    private static Claim plain(Claim claim) {
        return new Claim(claim.machine(), claim.node(), claim.request().withTerms().with(Rules.NONE), claim.devices(),
                claim.cells());
    }

    private static void greedy(Snapshot fleet, String kind, Objective objective, MigrationBudget budget) {
        long start = System.nanoTime();
        var plan = Defragmentation.plan(fleet, objective, budget, Scope.ALL);
        double seconds = (System.nanoTime() - start) / 1e9;
        var replay = new Replay(fleet.view(Pools.all(PolicyName.BESTFIT)));
        replay.run(plan);
        long after = replay.level(objective, Scope.ALL);
        if (after != plan.after()) {
            throw new IllegalStateException("The plan says %d and brings %d".formatted(plan.after(), after));
        }
        print(fleet, kind, objective, "greedy " + budget.moves(), plan.before(), after, "%d,%d,%d,%.2f,%s".formatted(
                plan.moves().size(), plan.mib() / 1024, plan.waves(), seconds, plan.end()));
    }

    private static void solver(Snapshot fleet, Objective objective, MigrationBudget budget, Duration time,
            long seed) {
        long start = System.nanoTime();
        var found = new Solver(fleet, objective, budget, Scope.ALL).solve(time, seed);
        print(fleet, "plain", objective, "timefold " + budget.moves(), found.before(), found.after(),
                "%d,%d,,%.2f,%d stuck".formatted(found.moves(), found.mib() / 1024,
                        (System.nanoTime() - start) / 1e9, found.stuck()));
    }

    private static void print(Snapshot fleet, String kind, Objective objective, String planner, long before,
            long after, String rest) {
        System.out.printf(Locale.ROOT, "%d,%d,%s,%s,%s,%d,%d,%d,%s%n", fleet.nodes().size(), fleet.claims().size(),
                kind, objective.getClass().getSimpleName(), planner, before, after, after - before, rest);
    }
}
