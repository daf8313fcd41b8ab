package io.cairn.bench.defrag;

import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.score.director.ScoreDirectorFactoryConfig;
import ai.timefold.solver.core.config.solver.EnvironmentMode;
import ai.timefold.solver.core.config.solver.SolverConfig;
import ai.timefold.solver.core.config.solver.termination.TerminationConfig;
import io.cairn.scheduler.domain.defrag.MigrationBudget;
import io.cairn.scheduler.domain.defrag.Objective;
import io.cairn.scheduler.domain.defrag.Replay;
import io.cairn.scheduler.domain.defrag.Scope;
import io.cairn.scheduler.domain.defrag.Snapshot;
import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/**
 * Defragments with Timefold: it searches for a seating of all machines; what it finds is put in an order in which each
 * step fits, and what brings nothing or can never run is left out.
 */
final class Solver {
    private final Objective objective;
    private final MigrationBudget budget;
    private final ClusterView view;
    private final List<NodeView> nodes = new ArrayList<>();
    private final List<Seat> seats = new ArrayList<>();

    /** @param stuck moves that the solver found and that can never run, as each waits for another */
    record Found(long before, long after, int moves, long mib, int stuck, String score) {}

    Solver(Snapshot fleet, Objective objective, MigrationBudget budget, Scope scope) {
        this.objective = objective;
        this.budget = budget;
        this.view = fleet.view(Pools.all(PolicyName.BESTFIT));
        var numbers = new HashMap<String, Integer>();
        for (var node : fleet.nodes()) {
            numbers.put(node.name(), nodes.size());
            nodes.add(view.node(node.name()).orElseThrow());
        }
        for (var claim : fleet.claims()) {
            // The same as what the planner moves, for fleets whose machines ask for nothing but amounts and GPUs.
            if (claim.devices().isEmpty() && scope.copyDisks()) {
                seats.add(new Seat(seats.size(), claim, numbers.getOrDefault(claim.node(), 0), Scope.mib(claim)));
            }
        }
    }

    Found solve(Duration time, long seed) {
        var numbers = new ArrayList<Integer>();
        for (int i = 0; i < nodes.size(); i++) {
            numbers.add(i);
        }
        var config = new SolverConfig().withEnvironmentMode(EnvironmentMode.NO_ASSERT)
                .withRandomSeed(seed)
                .withSolutionClass(Seating.class)
                .withEntityClasses(Seat.class)
                .withScoreDirectorFactory(new ScoreDirectorFactoryConfig().withIncrementalScoreCalculatorClass(
                        SeatingScore.class))
                .withTerminationConfig(new TerminationConfig().withSpentLimit(time));
        var best = SolverFactory.<Seating>create(config)
                .buildSolver()
                .solve(new Seating(Hall.of(nodes, objective, budget), numbers, seats));
        return run(best);
    }

    private Found run(Seating seating) {
        long before = level();
        var waiting = new ArrayList<>(seating.getSeats().stream().filter(Seat::moved).toList());
        waiting.removeAll(useless(waiting));
        int moves = 0;
        long mib = 0;
        boolean progress = true;
        while (progress) {
            var ready = waiting.stream().filter(this::fits).findFirst();
            progress = ready.isPresent();
            if (ready.isPresent()) {
                view.claim(at(ready.get(), ready.get().node()));
                waiting.remove(ready.get());
                moves++;
                mib += ready.get().mib();
            }
        }
        return new Found(before, level(), moves, mib, waiting.size(), seating.score());
    }

    /** Moves away from nodes that gain nothing by all the moves together. */
    private List<Seat> useless(List<Seat> moved) {
        return view.whatIf(trial -> {
            var levels = new HashMap<Integer, Long>();
            moved.forEach(seat -> levels.put(seat.home(), level(seat.home())));
            moved.forEach(seat -> trial.claim(at(seat, seat.node())));
            var gains = new HashSet<Integer>();
            levels.forEach((node, was) -> {
                if (level(node) > was) {
                    gains.add(node);
                }
            });
            return moved.stream().filter(seat -> !gains.contains(seat.home())).toList();
        });
    }

    private Claim at(Seat seat, int node) {
        return Claim.of(seat.claim().machine(), nodes.get(node).node().name(), seat.claim().request());
    }

    private boolean fits(Seat seat) {
        var asked = seat.claim().request().resources();
        var to = nodes.get(seat.node());
        return asked.cpuMilli() <= to.freeCpuMilli() && asked.memoryMib() <= to.freeMemoryMib()
                && asked.diskMib() <= to.freeDiskMib();
    }

    private long level(int node) {
        return (long) objective.level(nodes.get(node));
    }

    private long level() {
        return new Replay(view).level(objective, Scope.ALL);
    }
}
