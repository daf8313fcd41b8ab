package io.cairn.bench.defrag;

import ai.timefold.solver.core.api.domain.common.PlanningId;
import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import io.cairn.scheduler.domain.model.Claim;
import org.jspecify.annotations.Nullable;

/** A machine that can be moved, for the solver: its node, by number, is what is searched for. */
@PlanningEntity
public class Seat {
    @PlanningId
    private int id;
    private @Nullable Claim claim;
    private int home;
    private long mib;
    @PlanningVariable
    private @Nullable Integer node;

    /** For the solver, which copies seats. */
    public Seat() {}

    Seat(int id, Claim claim, int home, long mib) {
        this.id = id;
        this.claim = claim;
        this.home = home;
        this.mib = mib;
        this.node = home;
    }

    Claim claim() {
        if (claim == null) {
            throw new IllegalStateException("Seat %d has no machine".formatted(id));
        }
        return claim;
    }

    int home() {
        return home;
    }

    long mib() {
        return mib;
    }

    int node() {
        return node == null ? home : node;
    }

    boolean moved() {
        return node() != home;
    }

    /** For the solver, as everything below. */
    public int getId() {
        return id;
    }

    public @Nullable Integer getNode() {
        return node;
    }

    public void setNode(@Nullable Integer now) {
        node = now;
    }
}
