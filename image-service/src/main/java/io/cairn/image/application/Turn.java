package io.cairn.image.application;

import java.util.Optional;

/** The right to build and to sweep, which one replica of the service has at a time. */
public interface Turn {
    /** Empty if another replica has it. */
    Optional<Held> take();

    /** Gives the right back when it is closed; it is also given back when the replica dies. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
