package io.cairn.gateway.application;

import io.cairn.gateway.domain.StreamTicket;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets tickets that nobody showed, every minute. One that has just expired is kept a while, to be told from no ticket. */
public final class TicketSweep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TicketSweep.class);

    private final Tickets tickets;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("tickets").factory());

    public TicketSweep(Tickets tickets, Clock clock) {
        this.tickets = tickets;
        this.clock = clock;
        var every = timer.scheduleWithFixedDelay(this::round, 1, 1, TimeUnit.MINUTES);
        log.atTrace().addKeyValue("cancelled", every.isCancelled()).log("Scheduled");
    }

    private void round() {
        try {
            var swept = tickets.sweep(clock.instant().minus(StreamTicket.LIFE.multipliedBy(5)));
            log.atDebug().addKeyValue("tickets", swept).log("Expired tickets were forgotten");
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("Expired tickets could not be forgotten; trying again in a minute");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
