package io.cairn.scheduler.domain.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** A tournament of blocks: the best node of each, with what the constraints make of its domains. */
final class Tops {
    private final Leaves leaves;
    private final Blocks blocks;
    private final List<Constraint> constraints;
    private final int[][][] blocksOf;
    private final boolean[] eligible;
    private final long[] best;
    private long cursor;
    private boolean fresh = true;

    Tops(Leaves leaves, List<Constraint> constraints) {
        this.leaves = leaves;
        this.blocks = leaves.blocks();
        this.constraints = constraints;
        blocksOf = constraints.stream().map(one -> blocks.byDomain(one.topology())).toArray(int[][][]::new);
        eligible = new boolean[blocks.count()];
        best = new long[2 * blocks.count()];
        Arrays.fill(best, Keys.NONE);
    }

    int size() {
        return best.length;
    }

    /**
     * The best node, or {@link Keys#NONE}.
     *
     * @param group that the machine may be the first of
     */
    long best(Group group) {
        catchUp();
        if (blocks.count() == 0 || best[1] == Keys.NONE) {
            return Keys.NONE;
        }
        var leading = GroupRoom.leading(constraints);
        return leading.isEmpty() ? best[1] : best(new GroupRoom(leading, group));
    }

    /** A look at every block: the room of its domains changes with each claim there. */
    private long best(GroupRoom room) {
        eachOpen(block -> room.add(blocks.member(block), leaves.room(block)));
        eachOpen(block -> room.compare(blocks.member(block)));
        var found = new long[]{Keys.NONE};
        eachOpen(block -> {
            if (room.suits(blocks.member(block))) {
                found[0] = Math.max(found[0],
                        Keys.plus(best[blocks.count() + block], room.bonus(blocks.member(block))));
            }
        });
        return found[0];
    }

    private void eachOpen(IntConsumer of) {
        for (var block = 0; block < blocks.count(); block++) {
            if (best[blocks.count() + block] != Keys.NONE) {
                of.accept(block);
            }
        }
    }

    private void catchUp() {
        leaves.catchUp();
        var log = leaves.log();
        var all = fresh || !log.holds(cursor);
        if (all) {
            for (var block = 0; block < blocks.count(); block++) {
                count(block);
            }
        } else {
            for (var i = cursor; i < log.end(); i++) {
                count(log.at(i));
                enter(log.at(i));
            }
        }
        cursor = log.end();
        fresh = false;
        for (var i = 0; i < constraints.size(); i++) {
            var of = blocksOf[i];
            all |= constraints.get(i).catchUp(domain -> enter(of[domain]));
        }
        if (all) {
            enterAll();
        }
    }

    private void count(int block) {
        var now = leaves.eligible(block);
        if (now != eligible[block]) {
            eligible[block] = now;
            for (var constraint : constraints) {
                constraint.eligible(constraint.topology().domain(blocks.member(block)), now ? 1 : -1);
            }
        }
    }

    private void enter(int[] some) {
        for (var block : some) {
            enter(block);
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

    private long value(int block) {
        var key = leaves.best(block);
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
}
