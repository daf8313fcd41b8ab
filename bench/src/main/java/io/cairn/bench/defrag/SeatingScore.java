package io.cairn.bench.defrag;

import ai.timefold.solver.core.api.score.HardMediumSoftScore;
import ai.timefold.solver.core.api.score.calculator.IncrementalScoreCalculator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hard: no node has less than nothing, and the budget holds. Medium: what the objective counts. Soft: how near each node is
 * to more of it, so that there is a slope to climb, less what is sent.
 */
public class SeatingScore implements IncrementalScoreCalculator<Seating, HardMediumSoftScore> {
    private static final double SLOPE = 10_000_000;

    private @Nullable Hall hall;
    private long[] cpu = new long[0];
    private long[] memory = new long[0];
    private long[] disk = new long[0];
    private int[] machines = new int[0];
    private long over;
    private long whole;
    private double parts;
    private long moves;
    private long mib;

    @Override
    public void resetWorkingSolution(Seating seating) {
        var of = seating.hall();
        hall = of;
        cpu = of.cpu().clone();
        memory = of.memory().clone();
        disk = of.disk().clone();
        machines = of.machines().clone();
        over = 0;
        whole = 0;
        parts = 0;
        moves = 0;
        mib = 0;
        for (int node = 0; node < of.size(); node++) {
            count(of, node, 1);
        }
        for (var seat : seating.getSeats()) {
            if (seat.moved()) {
                change(of, seat, seat.home(), -1);
                change(of, seat, seat.node(), 1);
                cost(seat, 1);
            }
        }
    }

    @Override
    public void beforeVariableChanged(Object entity, String variable) {
        turn((Seat) entity, -1);
    }

    @Override
    public void afterVariableChanged(Object entity, String variable) {
        turn((Seat) entity, 1);
    }

    private void turn(Seat seat, int sign) {
        var of = hall;
        if (of != null) {
            change(of, seat, seat.node(), sign);
            cost(seat, sign);
        }
    }

    private void cost(Seat seat, int sign) {
        moves += seat.moved() ? sign : 0;
        mib += seat.moved() ? sign * seat.mib() : 0;
    }

    private void change(Hall of, Seat seat, int node, int sign) {
        count(of, node, -1);
        var asked = seat.claim().request().resources();
        cpu[node] -= (long) sign * asked.cpuMilli();
        memory[node] -= sign * asked.memoryMib();
        disk[node] -= sign * asked.diskMib();
        machines[node] += sign;
        count(of, node, 1);
    }

    private void count(Hall of, int node, int sign) {
        for (long free : new long[]{cpu[node], memory[node], disk[node]}) {
            over += free < 0 ? -sign * free : 0;
        }
        double level = of.level(node, cpu[node], memory[node], machines[node]);
        whole += sign * (long) level;
        parts += sign * (level - Math.floor(level));
    }

    @Override
    public HardMediumSoftScore calculateScore() {
        var of = hall;
        if (of == null) {
            throw new IllegalStateException("There is no seating yet");
        }
        long beyond = Math.max(0, moves - of.budget().moves()) * 1000 + Math.max(0, mib - of.budget().mib());
        return HardMediumSoftScore.of(-over - beyond, whole, Math.round(SLOPE * parts) - mib);
    }

    /** For messages of the solver. */
    @Override
    public String toString() {
        return "free cpu " + Arrays.stream(cpu).sum() + ", over " + over;
    }
}
