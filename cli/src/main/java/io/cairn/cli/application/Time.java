package io.cairn.cli.application;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The clock and the way to let some of it pass. */
public record Time(Clock clock, Pause pause) {

    /** Waits. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    public Instant now() {
        return clock.instant();
    }
}
