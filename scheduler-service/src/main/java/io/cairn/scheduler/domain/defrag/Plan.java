package io.cairn.scheduler.domain.defrag;

import io.cairn.scheduler.domain.model.Claim;
import java.util.List;
import java.util.Map;

/**
 * Live migrations in the order in which they are to run. All of a wave may run at once: first every one of them claims its
 * new place, then each leaves its old one. A wave starts when the one before it is done.
 *
 * @param before how much there was of what the objective counts
 * @param after how much there is once all of it has run
 * @param gains what is gained, the most for the least of the budget first
 * @param stays how many machines cannot be moved, by reason
 * @param end why there is not more of it
 */
public record Plan(Objective objective, long before, long after, List<Gain> gains, List<Move> moves,
        Map<Scope.Stays, Integer> stays, End end) {

    /**
     * @param wave counted from 1
     * @param to the claim as it will be, with the node and the devices that it has there
     * @param mib sent over the network
     */
    public record Move(int wave, String machine, String from, Claim to, long mib, String reason) {}

    /**
     * What some moves bring together.
     *
     * @param node that they leave
     */
    public record Gain(String node, long amount, int moves, long mib, String reason) {}

    /** Why a plan ends. */
    public enum End {
        /** No other way to gain was found. */
        NOTHING_LEFT,
        /** What is left costs more than is left of the budget. */
        BUDGET,
        /** There is as much as was asked for. */
        ENOUGH,
        /** So much was tried without success that the search was given up. */
        TRIES
    }

    public Plan {
        gains = List.copyOf(gains);
        moves = List.copyOf(moves);
        stays = Map.copyOf(stays);
    }

    public long gain() {
        return after - before;
    }

    public int waves() {
        return moves.stream().mapToInt(Move::wave).max().orElse(0);
    }

    public long mib() {
        return moves.stream().mapToLong(Move::mib).sum();
    }
}
