package io.cairn.scheduler;

import io.cairn.scheduler.adapter.jdbc.NodeTable;
import io.cairn.scheduler.adapter.kinds.FairShareRegistry;
import io.cairn.scheduler.application.Placing;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds up now and then what the projects have whose share has a weight. Of several replicas one does it. */
final class FairShareSweeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FairShareSweeper.class);
    private static final Duration DUTY = Duration.ofSeconds(15);
    private static final int EVERY_SECONDS = 5;

    private final String holder = UUID.randomUUID().toString();
    private final FairShareRegistry shares;
    private final Placing placing;
    private final NodeTable table;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("fair-shares").factory());

    FairShareSweeper(FairShareRegistry shares, Placing placing, NodeTable table) {
        this.shares = shares;
        this.placing = placing;
        this.table = table;
        var scheduled = timer.scheduleWithFixedDelay(this::sweep, 1, EVERY_SECONDS, TimeUnit.SECONDS);
        log.atTrace().addKeyValue("cancelled", scheduled.isCancelled()).log("Adding fair shares up");
    }

    private void sweep() {
        try {
            if (!shares.all().isEmpty() && table.onDuty("fair-shares", holder, DUTY)) {
                shares.show(placing.holdings());
            }
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("Fair shares could not be added up; trying again");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
