package io.cairn.scheduler.domain.defrag;

/**
 * What a plan may cost.
 *
 * @param moves migrations in all
 * @param mib memory, and disk where disks are copied, that is sent over the network in all
 * @param atOnce migrations from and to one node at the same time
 */
public record MigrationBudget(int moves, long mib, int atOnce) {
    public static final int MOST_MOVES = 10_000;

    public MigrationBudget {
        if (moves < 0 || moves > MOST_MOVES) {
            throw new IllegalArgumentException("A plan has 0 to %d moves, not %d".formatted(MOST_MOVES, moves));
        }
        if (mib < 0 || atOnce < 1) {
            throw new IllegalArgumentException(
                    "A plan sends 0 MiB or more and moves 1 machine or more of a node at once, not %d and %d"
                            .formatted(mib, atOnce));
        }
    }

    boolean holds(int asked, long askedMib) {
        return asked <= moves && askedMib <= mib;
    }

    /** A cost as a share of the budget: of moves or of MiB, whichever is the larger share. */
    double share(int asked, long askedMib) {
        return Math.max((double) asked / Math.max(1, moves), (double) askedMib / Math.max(1, mib));
    }
}
