package io.cairn.node.application;

import io.cairn.node.domain.Counters;
import io.cairn.node.domain.Usage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the machines of this host use, looked at every 10 s in one call to the hypervisor, however many ask. Rates are
 * those between the last two looks.
 */
public final class Loads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Loads.class);
    private static final long EVERY_SECONDS = 10;

    private final Host host;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    // Of the platform: the call goes through native code.
    private final Thread thread = Thread.ofPlatform().daemon().name("loads").unstarted(this::run);
    private volatile Seen seen = new Seen(Instant.EPOCH, Duration.ZERO, Map.of());
    private boolean blind;

    /**
     * What was seen.
     *
     * @param window over which rates are; zero if this was the first look
     */
    public record Seen(Instant at, Duration window, Map<String, Load> loads) {}

    /** @param perSecond empty after the first look */
    public record Load(Usage usage, Optional<Counters> perSecond) {}

    public Loads(Host host, Clock clock) {
        this.host = host;
        this.clock = clock;
    }

    /** Looks every 10 s from now on. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                try {
                    look();
                    blind = false;
                } catch (IOException | RuntimeException away) {
                    if (!blind) {
                        log.atWarn().setCause(away).log("What machines use cannot be seen; trying on");
                    }
                    blind = true;
                }
            } while (!closing.await(EVERY_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException stopping) {
            log.atDebug().log("What machines use is no longer looked at");
        }
    }

    /** Looks now. */
    public synchronized Seen look() throws IOException, InterruptedException {
        var usages = host.usages();
        var now = clock.instant();
        var window = seen.at().equals(Instant.EPOCH) ? Duration.ZERO : Duration.between(seen.at(), now);
        if (window.isNegative()) {
            window = Duration.ZERO;
        }
        var loads = new HashMap<String, Load>();
        for (var each : usages.entrySet()) {
            loads.put(each.getKey(), new Load(each.getValue(), rate(each.getKey(), each.getValue(), window)));
        }
        seen = new Seen(now, window, Map.copyOf(loads));
        return seen;
    }

    /** A machine that was not there at the last look began after it, with nothing used. */
    private Optional<Counters> rate(String uid, Usage usage, Duration window) {
        if (window.isZero()) {
            return Optional.empty();
        }
        var before = Optional.ofNullable(seen.loads().get(uid)).map(load -> load.usage().total()).orElse(Counters.ZERO);
        return Optional.of(usage.total().perSecond(before, window));
    }

    /** What was seen last. */
    public Seen seen() {
        return seen;
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }
}
