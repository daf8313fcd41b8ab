package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Term;

/**
 * How good a node is for a request, as one number: how early the choice of devices is (3 bits), the score (28), a lot for
 * ties (12), the order of names (20).
 */
final class Keys {
    /** Of a node that does not fit. */
    static final long NONE = -1;
    static final int MOST_NODES = 1 << 20;
    static final int LOTS = 1 << 12;
    /** What one point of weight of a preference is worth: the heaviest outweighs any score. */
    static final int POINT = Policy.MAX / Term.MOST_WEIGHT;
    private static final int MIDDLE = 1 << 26;
    private static final int SCORE_BITS = 28;
    private static final int MOST_SCORE = (1 << SCORE_BITS) - 1;
    private static final int MOST_CHOICE = 7;

    private Keys() {}

    static long of(int choice, int score, int lot, int rank) {
        var first = (long) (MOST_CHOICE - Math.min(choice, MOST_CHOICE)) << SCORE_BITS | clamped(MIDDLE + score);
        return first << 32 | (long) lot << 20 | MOST_NODES - 1 - rank;
    }

    static long plus(long key, int bonus) {
        var first = key >>> 32;
        var better = first & ~MOST_SCORE | clamped((first & MOST_SCORE) + bonus);
        return better << 32 | key & 0xFFFF_FFFFL;
    }

    private static long clamped(long score) {
        return Math.clamp(score, 0, MOST_SCORE);
    }

    static int score(long key) {
        return (int) (key >>> 32 & MOST_SCORE) - MIDDLE;
    }

    static int rank(long key) {
        return MOST_NODES - 1 - (int) (key & MOST_NODES - 1);
    }
}
