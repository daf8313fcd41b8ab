package io.cairn.gateway.adapter.http;

import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Requests that are worked on at once, watches and streams apart. What comes faster than it is done waits in turn for a
 * moment and is then told to come again: unbounded, it would pile up in memory until nothing is done at all. One client
 * may have half of the places, waiting or worked on, so that it cannot keep the others out.
 */
public final class InFlight {
    private final int most;
    private final Duration patience;
    private final Semaphore places;
    private final Map<String, Integer> pending = new ConcurrentHashMap<>();
    private final Counter turnedAway;

    /**
     * @param most at once, at least 2
     * @param patience how long a request waits for its place
     */
    public InFlight(int most, Duration patience, MeterRegistry meters) {
        if (most < 2) {
            throw new IllegalArgumentException(
                    "cairn.gateway.requests-in-flight is %d; it must be at least 2".formatted(most));
        }
        this.most = most;
        this.patience = patience;
        this.places = new Semaphore(most, true);
        this.turnedAway = Counter.builder("cairn_gateway_requests_turned_away").register(meters);
        meters.gauge("cairn_gateway_requests_in_flight", places, free -> most - free.availablePermits());
    }

    /** A place that a request has; closing it gives it to the next. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** Refuses with TOO_MANY_REQUESTS if the client has its share already, or if no place becomes free in time. */
    Place enter(String client) throws InterruptedException {
        if (pending.merge(client, 1, Integer::sum) > Math.max(1, most / 2)) {
            leave(client);
            throw refused("%d requests of this client are being worked on or wait, the most that one may have at once"
                    .formatted(most / 2));
        }
        var entered = false;
        try {
            entered = places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!entered) {
                leave(client);
            }
        }
        if (!entered) {
            throw refused("%d requests are being worked on, the most at once, and none ended within %d ms"
                    .formatted(most, patience.toMillis()));
        }
        return () -> {
            places.release();
            leave(client);
        };
    }

    private void leave(String client) {
        pending.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    }

    private Refusal refused(String message) {
        turnedAway.increment();
        return new Refusal(Reason.TOO_MANY_REQUESTS, message + "; try again in 1 s", List.of(), Optional.of(1));
    }
}
