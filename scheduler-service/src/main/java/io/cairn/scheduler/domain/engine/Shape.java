package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Request;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests that every node treats alike, and how good each node is for them: a tournament of the nodes in each block, and
 * one of the blocks. It takes in what changed when it is asked, and nothing else.
 */
final class Shape {
    private final Fleet fleet;
    private final Layout layout;
    private final Scorer scorer;
    private final Blocks blocks;
    private final List<Constraint> constraints;
    private final int[][][] blocksOf;
    private final boolean countsEligible;
    private final boolean[] eligible;
    /** Of each block, in the order of their slots: twice as many as it has nodes. */
    private final long[] nodes;
    private final long[] best;
    private long cursor;
    private boolean fresh = true;

    /** How good a node is, as {@link Keys} has it. */
    interface Scorer {
        long key(NodeState node, int rank);

        /** Whether the node could take it if nothing ran there. */
        boolean eligible(NodeState node);

        /** Whether all keys have to be computed again each time. */
        boolean steady();
    }

    Shape(Fleet fleet, Scorer scorer, List<Constraint> constraints) {
        this.fleet = fleet;
        this.layout = fleet.layout();
        this.scorer = scorer;
        this.constraints = constraints;
        blocks = layout.blocks(constraints);
        blocksOf = constraints.stream().map(one -> blocks.byDomain(one.topology())).toArray(int[][][]::new);
        countsEligible = constraints.stream().anyMatch(Constraint.Even.class::isInstance);
        eligible = new boolean[countsEligible ? layout.size() : 0];
        nodes = new long[2 * layout.size()];
        best = new long[2 * blocks.count()];
        Arrays.fill(best, Keys.NONE);
    }

    /** The best node, or {@link Keys#NONE}. */
    long best() {
        catchUp();
        return blocks.count() == 0 ? Keys.NONE : best[1];
    }

    private void catchUp() {
        var log = fleet.log();
        var all = fresh || !scorer.steady() || !log.holds(cursor);
        if (all) {
            refreshAll();
        } else {
            for (var i = cursor; i < log.end(); i++) {
                refresh(log.at(i));
            }
        }
        cursor = log.end();
        fresh = false;
        for (var i = 0; i < constraints.size(); i++) {
            var of = blocksOf[i];
            IntConsumer changed = domain -> {
                for (var block : of[domain]) {
                    enter(block);
                }
            };
            all |= constraints.get(i).catchUp(changed);
        }
        if (all) {
            enterAll();
        }
    }

    private void refreshAll() {
        for (var node = 0; node < layout.size(); node++) {
            var block = blocks.block(node);
            nodes[2 * blocks.start(block) + blocks.size(block) + blocks.place(node)] = key(node);
        }
        for (var block = 0; block < blocks.count(); block++) {
            Tree.build(nodes, 2 * blocks.start(block), blocks.size(block));
        }
    }

    private void refresh(int node) {
        var block = blocks.block(node);
        if (Tree.set(nodes, 2 * blocks.start(block), blocks.size(block), blocks.place(node), key(node))) {
            enter(block);
        }
    }

    private long key(int number) {
        var node = layout.state(number);
        if (countsEligible) {
            count(number, node);
        }
        return node == null ? Keys.NONE : scorer.key(node, layout.rank(number));
    }

    private void count(int number, @Nullable NodeState node) {
        var now = node != null && scorer.eligible(node);
        if (now != eligible[number]) {
            eligible[number] = now;
            for (var constraint : constraints) {
                constraint.eligible(constraint.topology().domain(number), now ? 1 : -1);
            }
        }
    }

    private void enter(int block) {
        Tree.set(best, 0, blocks.count(), block, value(block));
    }

    private void enterAll() {
        for (var block = 0; block < blocks.count(); block++) {
            best[blocks.count() + block] = value(block);
        }
        Tree.build(best, 0, blocks.count());
    }

    /** The best node of a block, with what the constraints make of it. */
    private long value(int block) {
        var key = nodes[2 * blocks.start(block) + 1];
        if (key == Keys.NONE || constraints.isEmpty()) {
            return key;
        }
        var bonus = bonus(constraints, blocks.member(block));
        return bonus == Constraint.FORBIDDEN ? Keys.NONE : Keys.plus(key, bonus);
    }

    /** What the constraints together add to a node's score, or {@link Constraint#FORBIDDEN}. */
    static int bonus(List<Constraint> constraints, int node) {
        var bonus = 0;
        for (var i = 0; i < constraints.size(); i++) {
            var constraint = constraints.get(i);
            var value = constraint.value(constraint.topology().domain(node));
            if (value == Constraint.FORBIDDEN) {
                return Constraint.FORBIDDEN;
            }
            bonus += value;
        }
        return bonus;
    }

    /** A request's policy score with what the request and the node prefer. */
    static final class Fitting implements Scorer {
        private final Request request;
        private final Filter[] filters;
        private final Policy policy;
        private final Ties ties;

        Fitting(Request request, Policy policy, Ties ties) {
            this.request = request;
            this.filters = Filters.of(request);
            this.policy = policy;
            this.ties = ties;
        }

        @Override
        public long key(NodeState node, int rank) {
            for (var filter : filters) {
                if (!filter.fits().fits(request, node)) {
                    return Keys.NONE;
                }
            }
            var choice = DevicePicker.choice(request, node, policy);
            var score = policy.score(request, node) - Filters.reluctance(request, node) * 10 * Keys.POINT;
            var lot = ties instanceof Ties.Random lots ? lots.random().nextInt(Keys.LOTS) : 0;
            return Keys.of(choice, score, lot, rank);
        }

        @Override
        public boolean eligible(NodeState node) {
            for (var filter : filters) {
                if (filter.lasting() && !filter.fits().fits(request, node)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean steady() {
            return policy.steady() && !(ties instanceof Ties.Random);
        }
    }
}
