package io.cairn.node.adapter.log;

import java.time.Instant;

/**
 * One record of a segment.
 *
 * @param mark how far libvirt's file was taken with it
 */
record Entry(Kind kind, Instant time, Mark mark, byte[] bytes) {

    enum Kind {
        /** What the guest wrote. */
        OUTPUT,
        /** A sentence of the agent. */
        NOTICE,
        /** No bytes: only how far was read. */
        MARK
    }

    /**
     * A place in one of libvirt's files.
     *
     * @param file its inode; 0 for none
     */
    record Mark(long file, long offset) {
        static final Mark NONE = new Mark(0, 0);
    }
}
