package io.cairn.gateway.application;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes entries of the audit log away when they are old enough, once an hour. */
public final class Retention implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final AuditTrail trail;
    private final Clock clock;
    private final Duration keep;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("retention").factory());

    public Retention(AuditTrail trail, Clock clock, Duration keep) {
        this.trail = trail;
        this.clock = clock;
        this.keep = keep;
        var every = timer.scheduleWithFixedDelay(this::round, 1, 60, TimeUnit.MINUTES);
        log.atTrace().addKeyValue("cancelled", every.isCancelled()).log("Scheduled");
    }

    private void round() {
        try {
            var taken = trail.retain(clock.instant().minus(keep));
            if (taken > 0) {
                log.atInfo().addKeyValue("entries", taken).log("Old entries of the audit log were taken away");
            }
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("The audit log could not be shortened; trying again in an hour");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
