package io.cairn.gateway.adapter.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.github.bucket4j.Bucket;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Token buckets: one for the requests of each client, one for the failed credentials of each address, so that nobody can
 * try many of them. Buckets of who was quiet for ten minutes are full again and forgotten.
 */
public final class RateLimits {
    private static final int MAX_BUCKETS = 100_000;
    private static final Duration QUIET = Duration.ofMinutes(10);
    private static final int FAILURES = 20;
    private static final Duration FAILURES_REFILL = Duration.ofSeconds(20);

    private final Cache<String, Bucket> clients = buckets();
    private final Cache<String, Bucket> failures = buckets();
    private final int perSecond;
    private final int burst;
    private final Counter limited;

    /**
     * @param perSecond requests a second that one client may make for ever
     * @param burst requests that it may make at once
     */
    public RateLimits(int perSecond, int burst, MeterRegistry meters) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.limited = Counter.builder("cairn_gateway_requests_limited").register(meters);
    }

    private static Cache<String, Bucket> buckets() {
        return Caffeine.newBuilder().maximumSize(MAX_BUCKETS).expireAfterAccess(QUIET).build();
    }

    /** Takes one request of a client; refuses with TOO_MANY_REQUESTS and the time to wait. */
    void request(String client) {
        var probe = clients.get(client, _ -> Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build()).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw refused("%d requests a second are the most that one client may make".formatted(perSecond),
                    probe.getNanosToWaitForRefill());
        }
    }

    /** Refuses an address from which too many credentials failed, before another one is looked at. */
    void mayTry(String address) {
        var bucket = failures.getIfPresent(address);
        if (bucket != null && bucket.getAvailableTokens() == 0) {
            throw refused("Too many failed credentials from your address", Duration.ofSeconds(1).toNanos());
        }
    }

    /** Counts a credential that failed. */
    void failed(String address) {
        failures.get(address, _ -> Bucket.builder()
                .addLimit(limit -> limit.capacity(FAILURES).refillGreedy(FAILURES, FAILURES_REFILL))
                .build()).tryConsume(1);
    }

    private Refusal refused(String message, long nanos) {
        limited.increment();
        var seconds = (int) Math.max(1, Duration.ofNanos(nanos).plusMillis(999).toSeconds());
        return new Refusal(Reason.TOO_MANY_REQUESTS, message + "; try again in " + seconds + " s", List.of(),
                Optional.of(seconds));
    }
}
