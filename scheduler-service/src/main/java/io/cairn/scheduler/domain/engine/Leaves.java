package io.cairn.scheduler.domain.engine;

import org.jspecify.annotations.Nullable;

/**
 * How good each node is for a shape, neighbours aside: a tournament of the nodes of each block. It takes in what changed
 * when it is asked, and nothing else. Requests that differ in their neighbours only share it.
 */
final class Leaves {
    static final long TOO_FAR = -2;

    private final Fleet fleet;
    private final Layout layout;
    private final Scorer scorer;
    private final Blocks blocks;
    /** Of each block, in the order of their slots: twice as many as it has nodes. */
    private final long[] keys;
    private final boolean[] eligible;
    private final int[] eligibleIn;
    /** By node, if anybody needs to know; then by block. */
    private final int[] room;
    private final long[] roomIn;
    private final ChangeLog log;
    private long cursor;
    private long version;
    private boolean fresh = true;

    /** @param rooms whether room is kept up, too */
    Leaves(Fleet fleet, Scorer scorer, Blocks blocks, boolean rooms) {
        this.fleet = fleet;
        this.layout = fleet.layout();
        this.scorer = scorer;
        this.blocks = blocks;
        keys = new long[2 * layout.size()];
        eligible = new boolean[layout.size()];
        eligibleIn = new int[blocks.count()];
        room = new int[rooms ? layout.size() : 0];
        roomIn = new long[rooms ? blocks.count() : 0];
        log = new ChangeLog(Math.min(blocks.count(), 4096));
    }

    int size() {
        return keys.length;
    }

    Blocks blocks() {
        return blocks;
    }

    /** Blocks whose best node changed. */
    ChangeLog log() {
        return log;
    }

    long best(int block) {
        return keys[2 * blocks.start(block) + 1];
    }

    /** Whether a node of the block could take it if nothing ran there. */
    boolean eligible(int block) {
        return eligibleIn[block] > 0;
    }

    /** How many machines like it the nodes of the block have room for. */
    long room(int block) {
        return room.length == 0 ? 0 : roomIn[block];
    }

    void catchUp() {
        var changes = fleet.log();
        var now = scorer.version();
        if (fresh || now != version || !changes.holds(cursor)) {
            refreshAll();
        } else {
            for (var i = cursor; i < changes.end(); i++) {
                refresh(changes.at(i));
            }
        }
        cursor = changes.end();
        version = now;
        fresh = false;
    }

    private void refreshAll() {
        for (var node = 0; node < layout.size(); node++) {
            var block = blocks.block(node);
            var state = layout.state(node);
            count(node, state);
            keys[2 * blocks.start(block) + blocks.size(block) + blocks.place(node)] = key(node, state);
        }
        for (var block = 0; block < blocks.count(); block++) {
            Tree.build(keys, 2 * blocks.start(block), blocks.size(block));
        }
        log.lose();
    }

    private void refresh(int node) {
        var block = blocks.block(node);
        var state = layout.state(node);
        var before = eligibleIn[block];
        count(node, state);
        var better = Tree.set(keys, 2 * blocks.start(block), blocks.size(block), blocks.place(node), key(node, state));
        if (better || before == 0 != (eligibleIn[block] == 0)) {
            log.add(block);
        }
    }

    private long key(int node, @Nullable NodeState state) {
        var key = state == null ? Keys.NONE : scorer.key(state, layout.rank(node));
        if (room.length > 0) {
            var now = state == null || key == Keys.NONE ? 0 : scorer.room(state);
            roomIn[blocks.block(node)] += now - room[node];
            room[node] = now;
        }
        return key;
    }

    private void count(int node, @Nullable NodeState state) {
        var now = state != null && scorer.eligible(state);
        if (now != eligible[node]) {
            eligible[node] = now;
            eligibleIn[blocks.block(node)] += now ? 1 : -1;
        }
    }

    /** Which nodes to leave out. */
    @FunctionalInterface
    interface Allowed {
        boolean node(int node);
    }

    /**
     * The best node that is allowed, for leaves of one block.
     *
     * @param most nodes that are not allowed, before it gives up
     * @return {@link Keys#NONE} if there is none, {@link #TOO_FAR} if it gave up
     */
    long best(Allowed allowed, int most) {
        if (layout.size() == 0) {
            return Keys.NONE;
        }
        var search = new Search(allowed, most);
        search.look(1);
        return search.left < 0 ? TOO_FAR : search.best;
    }

    private final class Search {
        private final Allowed allowed;
        private int left;
        private long best = Keys.NONE;

        private Search(Allowed allowed, int most) {
            this.allowed = allowed;
            this.left = most;
        }

        private void look(int i) {
            if (keys[i] <= best || left < 0) {
                return;
            }
            if (i >= layout.size()) {
                if (allowed.node(layout.node(Keys.rank(keys[i])))) {
                    best = keys[i];
                } else {
                    left--;
                }
                return;
            }
            var better = keys[2 * i] >= keys[2 * i + 1] ? 2 * i : 2 * i + 1;
            look(better);
            look(better ^ 1);
        }
    }
}
