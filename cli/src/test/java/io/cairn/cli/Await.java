package io.cairn.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a deadline. */
final class Await {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = 10_000_000;

    private Await() {}

    static void until(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(LONGEST);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("it did not become true within " + LONGEST);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
