package io.cairn.scheduler;

import io.cairn.scheduler.adapter.kinds.SiteRegistry;
import io.cairn.scheduler.application.Placing;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds up every few seconds what there is at each site. Takes no input: it looks at the scheduler's view. */
final class SiteSweeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SiteSweeper.class);
    private static final long EVERY_SECONDS = 2;

    private final SiteRegistry sites;
    private final Placing placing;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("site-sweeper").factory());

    SiteSweeper(SiteRegistry sites, Placing placing) {
        this.sites = sites;
        this.placing = placing;
        var scheduled = timer.scheduleWithFixedDelay(this::sweep, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        log.atTrace().addKeyValue("cancelled", scheduled.isCancelled()).log("Adding sites up");
    }

    private void sweep() {
        try {
            if (!sites.none()) {
                sites.tell(placing.rooms());
            }
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("The sites could not be added up; trying again");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
