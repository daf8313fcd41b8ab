package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.application.Change;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands committed changes to whoever follows them. One thread reads each change from the log once and keeps the newest
 * ones; followers hold nothing but a version, so a slow one costs no memory and, when the log has been pruned past it,
 * is told so.
 *
 * <p>A commit in this process wakes the reader at once; commits of other processes are found by looking every 200 ms.
 */
public final class ChangeFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);
    private static final int KEPT = 10_000;
    private static final int BATCH = 1_000;
    private static final long LOOK_MILLIS = 200;
    private static final Duration RETENTION = Duration.ofMinutes(30);
    private static final int RETAINED = 20_000;
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(1);

    private final ObjectTable table;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition committed = lock.newCondition();
    private final List<Change> newest = new ArrayList<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private long seen;
    private boolean hint;
    private volatile boolean closed;

    private record Follower(String kind, Consumer<List<String>> wake) {}

    ChangeFeed(ObjectTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
        this.seen = table.currentVersion();
        this.reader = Thread.ofPlatform().daemon().name("change-feed").start(this::run);
    }

    /** The newest version that followers may see. */
    long version() {
        return table.currentVersion();
    }

    /** A hint that something was committed. */
    void wake() {
        lock.lock();
        try {
            hint = true;
            committed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    AutoCloseable follow(String kind, Consumer<List<String>> wake) {
        var follower = new Follower(kind, wake);
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    /**
     * The changes behind a version, in commit order; waits for the first one.
     *
     * @return at most 1,000; none if the wait ran out; empty if the log no longer reaches back to the version
     */
    public Optional<List<Change>> after(long version, Duration wait) throws InterruptedException {
        lock.lock();
        try {
            var left = wait.toNanos();
            while (seen <= version && left > 0 && !closed) {
                left = arrived.awaitNanos(left);
            }
            if (seen <= version) {
                return Optional.of(List.of());
            }
            if (!newest.isEmpty() && newest.getFirst().version() <= version + 1) {
                var start = firstBehind(version);
                return Optional.of(List.copyOf(newest.subList(start, Math.min(start + BATCH, newest.size()))));
            }
        } finally {
            lock.unlock();
        }
        if (version < table.oldestVersion()) {
            return Optional.empty();
        }
        return Optional.of(table.changesAfter(version, BATCH));
    }

    /** Where the changes behind a version begin in the newest; they are in order. */
    private int firstBehind(long version) {
        var low = 0;
        var high = newest.size();
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (newest.get(middle).version() > version) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    public boolean closed() {
        return closed;
    }

    private void run() {
        var pruned = clock.instant();
        while (!closed) {
            try {
                awaitHint();
                read();
                if (clock.instant().isAfter(pruned.plus(PRUNE_EVERY))) {
                    pruned = clock.instant();
                    table.prune(pruned.minus(RETENTION), RETAINED);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("The change log cannot be read; trying again");
                pause();
            }
        }
    }

    private void awaitHint() throws InterruptedException {
        lock.lock();
        try {
            if (!hint) {
                var signalled = committed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                log.trace("Woken {}", signalled);
            }
            hint = false;
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        List<Change> batch;
        do {
            batch = table.changesAfter(seen, BATCH);
            if (!batch.isEmpty()) {
                publish(batch);
            }
        } while (batch.size() == BATCH && !closed);
    }

    private void publish(List<Change> batch) {
        lock.lock();
        try {
            newest.addAll(batch);
            if (newest.size() > 2 * KEPT) {
                newest.subList(0, newest.size() - KEPT).clear();
            }
            seen = batch.getLast().version();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        for (var follower : followers) {
            var uids = batch.stream()
                    .map(Change::object)
                    .filter(object -> object.kind().equals(follower.kind()))
                    .map(object -> object.metadata().uid())
                    .distinct()
                    .toList();
            if (!uids.isEmpty()) {
                follower.wake().accept(uids);
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        lock.lock();
        try {
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
