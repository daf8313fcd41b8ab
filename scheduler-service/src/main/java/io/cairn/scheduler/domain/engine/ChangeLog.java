package io.cairn.scheduler.domain.engine;

/** Numbers of what changed, in order; only the last ones are kept. A reader remembers how far it came. */
final class ChangeLog {
    private int[] ring;
    private long written;

    /** @param size a reader that is further behind than this has to look at everything */
    ChangeLog(int size) {
        ring = new int[Integer.highestOneBit(Math.max(16, size) - 1) << 1];
    }

    void add(int number) {
        ring[(int) written & ring.length - 1] = number;
        written++;
    }

    long end() {
        return written;
    }

    /** Whether everything since then is still there. */
    boolean holds(long since) {
        return written - since <= ring.length;
    }

    int at(long position) {
        return ring[(int) position & ring.length - 1];
    }

    /** From now on every reader has to look at everything. */
    void lose() {
        written += ring.length + 1L;
    }

    /** Makes room; readers that are behind have to look at everything. */
    void grow(int size) {
        if (size > ring.length) {
            ring = new int[Integer.highestOneBit(size - 1) << 1];
            lose();
        }
    }
}
