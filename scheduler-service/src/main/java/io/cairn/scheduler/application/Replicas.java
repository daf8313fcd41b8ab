package io.cairn.scheduler.application;

import java.util.Set;

/** Schedulers that work on the same tables. */
public interface Replicas {
    /** Of one that knows of no others. */
    Replicas NONE = new Replicas() {
        @Override
        public Set<String> beat(String self) {
            return Set.of();
        }

        @Override
        public void leave(String self) {}
    };

    /**
     * Says that this one is there, and that it will be for some seconds.
     *
     * @return those that are there
     */
    Set<String> beat(String self);

    /** It is there no more. */
    void leave(String self);
}
