package io.cairn.scheduler.domain.defrag;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Claim;
import java.util.Map;

/** Runs a plan on a view, wave by wave, and measures what it brings: what an executor does, without machines. */
public final class Replay {
    private static final String LEAVING = "leaving/";

    private final ClusterView view;

    public Replay(ClusterView view) {
        this.view = view;
    }

    /** How much the nodes of a scope have of what an objective counts. */
    public long level(Objective objective, Scope scope) {
        var sum = 0L;
        for (var node : view.nodes()) {
            sum += level(objective, scope, node);
        }
        return sum;
    }

    static long level(Objective objective, Scope scope, NodeView node) {
        return scope.contains(node.node()) && Scope.open(node.node()) ? (long) objective.level(node) : 0;
    }

    public void run(Plan plan) {
        for (var wave = 1; wave <= plan.waves(); wave++) {
            start(plan, wave);
            finish(plan, wave);
        }
    }

    /**
     * Each machine of a wave claims its new place; its old one is kept by a stand-in.
     *
     * @throws IllegalStateException if a machine is not where the plan says, or a node has not enough for it
     */
    public void start(Plan plan, int wave) {
        for (var move : plan.moves()) {
            if (move.wave() != wave) {
                continue;
            }
            var from = view.find(move.machine())
                    .filter(claim -> claim.node().equals(move.from()))
                    .orElseThrow(() -> new IllegalStateException("Machine %s is not on node %s any more".formatted(
                            move.machine(), move.from())));
            view.claim(move.to());
            // Without labels and terms: neighbours count the machine once.
            var amount = from.request().withLabels(Map.of()).withTerms();
            view.claim(new Claim(LEAVING + move.machine(), move.from(), amount, from.devices(), from.cells()));
            view.node(move.to().node()).filter(Replay::overcommitted).ifPresent(node -> {
                throw new IllegalStateException("Node %s has not enough for machine %s".formatted(
                        move.to().node(), move.machine()));
            });
        }
    }

    /** Each machine of a wave leaves its old place. */
    public void finish(Plan plan, int wave) {
        plan.moves()
                .stream()
                .filter(move -> move.wave() == wave)
                .forEach(move -> view.release(LEAVING + move.machine()));
    }

    private static boolean overcommitted(NodeView node) {
        return node.freeCpuMilli() < 0 || node.freeMemoryMib() < 0 || node.freeDiskMib() < 0
                || node.freeHugepages2Mi() < 0 || node.freeHugepages1Gi() < 0 || node.freeBandwidthMbps() < 0;
    }
}
