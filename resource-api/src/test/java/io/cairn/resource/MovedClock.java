package io.cairn.resource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/** The time of this machine, moved ahead as far as a test says. */
final class MovedClock extends Clock {
    private final Clock real = Clock.systemUTC();
    private final Supplier<Duration> ahead;

    MovedClock(Supplier<Duration> ahead) {
        this.ahead = ahead;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return real.instant().plus(ahead.get());
    }
}
