package io.cairn.image;

import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, at most so long. */
public final class Waiting {
    private Waiting() {}

    /** Something that may throw. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    public static void until(String what, int seconds, Condition condition) throws Exception {
        var deadline = System.nanoTime() + seconds * 1_000_000_000L;
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within %d s: %s".formatted(seconds, what));
            }
            LockSupport.parkNanos(10_000_000);
        }
    }
}
