package io.cairn.gateway.adapter.http;

import io.cairn.gateway.application.Directories;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.iam.Directory;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches and streams while they are open: bounded for each client, and ended within seconds after what opened them holds
 * no more (its token was revoked, its user disabled) or would be refused now (a role was taken away).
 */
public final class LiveRequests implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveRequests.class);

    private final Directories directories;
    private final Predicate<Identity> vouched;
    private final Clock clock;
    private final int most;
    private final int perClient;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Live> open = new ConcurrentHashMap<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final Counter ended;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("live").factory());

    /**
     * @param vouched whether whoever vouched for somebody still does
     * @param most how many may be open at once
     * @param perClient how many of them one client, by its token or name, may have
     */
    public LiveRequests(Directories directories, Predicate<Identity> vouched, Clock clock, int most, int perClient,
            MeterRegistry meters) {
        this.directories = directories;
        this.vouched = vouched;
        this.clock = clock;
        this.most = most;
        this.perClient = perClient;
        this.ended = Counter.builder("cairn_gateway_streams_revoked").register(meters);
        meters.gaugeMapSize("cairn_gateway_streams_open", List.of(), open);
        var every = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        log.atTrace().addKeyValue("cancelled", every.isCancelled()).log("Scheduled");
    }

    private static final class Live {
        private final String client;
        private final Identity identity;
        private final Still still;
        private final Runnable end;
        private final BooleanSupplier hungUp;
        /** What was known when it was last looked at. Used by the timer alone. */
        private Optional<Directory> seen = Optional.empty();
        private boolean closed;
        private boolean ended;

        Live(String client, Identity identity, Still still, Runnable end, BooleanSupplier hungUp) {
            this.client = client;
            this.identity = identity;
            this.still = still;
            this.end = end;
            this.hungUp = hungUp;
        }

        /** Ends it if nobody reads it any more. */
        synchronized boolean endIfHungUp() {
            return !closed && !ended && hungUp.getAsBoolean() && end();
        }

        /** Whether the stream would not be opened now. What it is about is looked at again when something changed. */
        boolean over(Directory directory, Instant now) {
            var who = directory.still(identity, now);
            if (who.isEmpty()) {
                return true;
            }
            if (seen.filter(known -> known == directory).isPresent()) {
                return false;
            }
            seen = Optional.of(directory);
            return !still.allowed(directory, who.get(), now);
        }

        /** Once, and never when the stream is over: its thread may serve another request by then. */
        synchronized boolean end() {
            if (closed || ended) {
                return false;
            }
            ended = true;
            end.run();
            return true;
        }

        synchronized void close() {
            closed = true;
            if (ended) {
                // An interrupt that came too late for the stream must not hit what the thread does next.
                log.atTrace().addKeyValue("interrupted", Thread.interrupted()).log("A stream was ended");
            }
        }
    }

    /** An open stream; closing it says that it is over. */
    public interface Stay extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether somebody would still be let in, by what is known now. */
    @FunctionalInterface
    interface Still {
        boolean allowed(Directory directory, Identity identity, Instant now);
    }

    /**
     * @param still asked again whenever what is known changes
     * @param end ends the stream from another thread; may come late or twice
     */
    Stay enter(Identity identity, Still still, Runnable end, BooleanSupplier hungUp) {
        var client = client(identity);
        if (counts.merge(client, 1, Integer::sum) > perClient) {
            leave(client);
            throw tooMany("%d watches and streams are open for this client, the most that one may have; close some"
                    .formatted(perClient));
        }
        if (open.size() >= most) {
            leave(client);
            throw tooMany("%d watches and streams are open, the most that this gateway serves; try again in 5 s"
                    .formatted(most));
        }
        var id = ids.incrementAndGet();
        var live = new Live(client, identity, still, end, hungUp);
        open.put(id, live);
        return () -> {
            live.close();
            if (open.remove(id) != null) {
                leave(client);
            }
        };
    }

    private static Refusal tooMany(String message) {
        return new Refusal(Reason.TOO_MANY_REQUESTS, message, List.of(), Optional.of(5));
    }

    private void leave(String client) {
        counts.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    }

    static String client(Identity identity) {
        return identity.token().orElse("user:" + identity.user());
    }

    private void look() {
        try {
            var directory = directories.current();
            var now = clock.instant();
            for (var live : open.values()) {
                if (live.endIfHungUp()) {
                    log.atDebug().addKeyValue("client", live.client).log("A stream is ended: its client hung up");
                    continue;
                }
                if ((!vouched.test(live.identity) || live.over(directory, now)) && live.end()) {
                    log.atInfo()
                            .addKeyValue("client", live.client)
                            .log("A stream is ended: it would not be opened now");
                    ended.increment();
                }
            }
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("Open streams could not be looked at; trying again");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
