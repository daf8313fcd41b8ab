package io.cairn.gateway.adapter.kinds;

import io.cairn.resource.application.Resources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers when tokens were last used, to ten minutes, beside the requests that use them. */
public final class TokenUses implements Consumer<String>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TokenUses.class);
    private static final Duration FINE_ENOUGH = Duration.ofMinutes(10);
    private static final int MAX_REMEMBERED = 100_000;

    private final Resources<ApiTokenKind.Spec, ApiTokenKind.Facts, ApiTokenKind.Status> tokens;
    private final Clock clock;
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("uses").factory());

    public TokenUses(Resources<ApiTokenKind.Spec, ApiTokenKind.Facts, ApiTokenKind.Status> tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void accept(String uid) {
        var now = clock.instant();
        var before = noted.get(uid);
        if (before != null && before.plus(FINE_ENOUGH).isAfter(now)) {
            return;
        }
        if (noted.size() >= MAX_REMEMBERED) {
            noted.clear();
        }
        noted.put(uid, now);
        writer.execute(() -> write(uid, now));
    }

    private void write(String uid, Instant now) {
        try {
            tokens.changeFacts(uid, _ -> new ApiTokenKind.Facts(Optional.of(now)));
        } catch (RuntimeException e) {
            log.atDebug().addKeyValue("token", uid).setCause(e).log("The use of a token could not be noted");
        }
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
