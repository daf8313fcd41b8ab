package io.cairn.vm.application;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a reconciler over whatever is due. It wakes on a hint and every second, claims a bounded batch, and looks at
 * every object once at start and then every minute, so that nothing depends on a hint.
 */
public final class Loop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final int BATCH = 32;
    private static final int PAGE = 500;
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
    private static final Duration AFTER_BUG = Duration.ofSeconds(10);

    private final Subject subject;
    private final Work work;
    private final Clock clock;
    private final Semaphore wake = new Semaphore(0);
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread thread;
    private volatile boolean closed;
    private volatile Instant lastRound = Instant.EPOCH;

    /** What is reconciled. */
    public interface Subject {
        /** Under which its uid stands in the log. */
        String noun();

        /** Uids in their order, behind one. */
        List<String> page(String afterUid, int limit);

        /** When to look again; empty if it is gone. */
        Optional<Instant> reconcile(String uid);
    }

    public Loop(Subject subject, Work work, Clock clock) {
        this.subject = subject;
        this.work = work;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("reconciler-" + subject.noun()).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Look now. */
    public void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    /** Hints from committed changes. */
    public void changed(List<String> uids) {
        work.hint(uids);
        wake();
    }

    /** When the loop last finished a round: it exonerates itself. */
    public Instant lastRound() {
        return lastRound;
    }

    private void run() {
        var swept = Instant.EPOCH;
        while (!closed) {
            try {
                if (clock.instant().isAfter(swept.plus(SWEEP_EVERY))) {
                    sweep();
                    swept = clock.instant();
                }
                if (round() < BATCH && wake.tryAcquire(1, TimeUnit.SECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException stopping) {
                return;
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("A round of the reconciler failed; trying again");
                pause();
            }
        }
    }

    private void pause() {
        try {
            log.atTrace().addKeyValue("woken", wake.tryAcquire(1, TimeUnit.SECONDS)).log("Paused");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void sweep() {
        var page = subject.page("", PAGE);
        while (!page.isEmpty()) {
            work.hint(page);
            page = page.size() < PAGE ? List.of() : subject.page(page.getLast(), PAGE);
        }
    }

    private int round() throws InterruptedException {
        var batch = work.claim(BATCH);
        if (!batch.isEmpty()) {
            workers.invokeAll(batch.stream().map(uid -> Executors.callable(() -> one(uid))).toList());
        }
        lastRound = clock.instant();
        return batch.size();
    }

    private void one(String uid) {
        try {
            var next = subject.reconcile(uid);
            if (next.isPresent()) {
                work.done(uid, next.get());
            } else {
                work.drop(uid);
            }
        } catch (RuntimeException bug) {
            log.atError().addKeyValue(subject.noun(), uid).setCause(bug).log("An object could not be reconciled");
            work.done(uid, clock.instant().plus(AFTER_BUG));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        workers.shutdownNow();
    }
}
