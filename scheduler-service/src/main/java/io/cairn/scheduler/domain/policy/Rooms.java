package io.cairn.scheduler.domain.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The rooms of all nodes, and the scores of each shape that was asked for, until the node's room changes: a decision
 * computes again only what changed since the last one for the same shape. For one thread.
 */
public final class Rooms {
    private static final double NO_FIT = Double.NEGATIVE_INFINITY;

    /** Which of the nodes with the best score wins. */
    public sealed interface Ties {
        /** The first in the order of the nodes. */
        record Fixed() implements Ties {}

        /** Any, at random. */
        record Random(RandomGenerator random) implements Ties {}
    }

    /** @param node by its place in the list of rooms */
    public record Choice(int node, int device, double score) {}

    private static final class Scores {
        private final double[] value;
        private final byte[] device;
        private final int[] version;

        Scores(int nodes) {
            value = new double[nodes];
            device = new byte[nodes];
            version = new int[nodes];
        }
    }

    private final Scoring policy;
    private final Ties ties;
    private final List<Room> rooms;
    private final int[] versions;
    private final Map<Shape, Scores> scores = new HashMap<>();

    public Rooms(Scoring policy, Ties ties, List<Room> rooms) {
        this.policy = policy;
        this.ties = ties;
        this.rooms = new ArrayList<>(rooms);
        versions = new int[rooms.size()];
        Arrays.fill(versions, 1);
    }

    public Room room(int node) {
        return rooms.get(node);
    }

    /** Where the policy puts a shape; empty if it fits nowhere. */
    public Optional<Choice> choose(Shape shape) {
        var known = scores.computeIfAbsent(shape, _ -> new Scores(rooms.size()));
        double best = NO_FIT;
        int winner = -1;
        int equals = 0;
        for (int node = 0; node < versions.length; node++) {
            if (known.version[node] != versions[node] || !policy.steady()) {
                refresh(known, node, shape);
            }
            double value = known.value[node];
            if (value > best) {
                best = value;
                winner = node;
                equals = 1;
            } else if (winner >= 0 && value == best && ties instanceof Ties.Random lots
                    && lots.random().nextInt(++equals) == 0) {
                winner = node;
            }
        }
        return winner < 0 ? Optional.empty() : Optional.of(new Choice(winner, known.device[winner], best));
    }

    private void refresh(Scores known, int node, Shape shape) {
        known.version[node] = versions[node];
        if (!rooms.get(node).fits(shape)) {
            known.value[node] = NO_FIT;
            return;
        }
        var score = policy.score(shape, rooms.get(node));
        known.value[node] = score.value();
        known.device[node] = (byte) score.device();
    }

    public void take(Shape shape, Choice choice) {
        set(choice.node(), rooms.get(choice.node()).take(shape, choice.device()));
    }

    /** A machine came or went: the node has this room now. */
    public void set(int node, Room room) {
        rooms.set(node, room);
        versions[node]++;
    }
}
