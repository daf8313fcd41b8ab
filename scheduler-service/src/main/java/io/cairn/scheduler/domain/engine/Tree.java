package io.cairn.scheduler.domain.engine;

/** A tournament of numbers, kept in part of an array: leaf i of n is at n + i, its parent at half of that, the best at 1. */
final class Tree {
    private Tree() {}

    /** @return whether the best changed */
    static boolean set(long[] tree, int offset, int leaves, int leaf, long key) {
        var i = leaves + leaf;
        if (tree[offset + i] == key) {
            return false;
        }
        tree[offset + i] = key;
        while (i > 1) {
            i >>= 1;
            var best = Math.max(tree[offset + 2 * i], tree[offset + 2 * i + 1]);
            if (tree[offset + i] == best) {
                return false;
            }
            tree[offset + i] = best;
        }
        return true;
    }

    /** After leaves were written directly. */
    static void build(long[] tree, int offset, int leaves) {
        for (var i = leaves - 1; i >= 1; i--) {
            tree[offset + i] = Math.max(tree[offset + 2 * i], tree[offset + 2 * i + 1]);
        }
    }
}
