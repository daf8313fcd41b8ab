package io.cairn.bench.defrag;

import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.score.HardMediumSoftScore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All machines that can be moved, for the solver. */
@PlanningSolution
public class Seating {
    private @Nullable Hall hall;
    @ValueRangeProvider
    private List<Integer> nodes = List.of();
    @PlanningEntityCollectionProperty
    private List<Seat> seats = List.of();
    @PlanningScore
    private @Nullable HardMediumSoftScore score;

    /** For the solver, which copies seatings. */
    public Seating() {}

    Seating(Hall hall, List<Integer> nodes, List<Seat> seats) {
        this.hall = hall;
        this.nodes = nodes;
        this.seats = seats;
    }

    Hall hall() {
        if (hall == null) {
            throw new IllegalStateException("A seating without nodes");
        }
        return hall;
    }

    String score() {
        return String.valueOf(score);
    }

    /** For the solver, as everything below. */
    public List<Integer> getNodes() {
        return nodes;
    }

    public List<Seat> getSeats() {
        return seats;
    }

    public void setSeats(List<Seat> now) {
        seats = now;
    }

    public @Nullable HardMediumSoftScore getScore() {
        return score;
    }

    public void setScore(@Nullable HardMediumSoftScore now) {
        score = now;
    }
}
