package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.application.Change;
import java.time.Clock;
import java.time.Duration;
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
 * Hands committed changes to whoever follows them. One thread reads each change from the log once; who is so slow that the
 * log has been pruned past it is told so.
 *
 * <p>A commit in this process wakes the reader at once; commits of other processes are found by looking every 200 ms.
 */
public final class ChangeFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);
    private static final int KEPT = 2_000;
    private static final long LOOK_MILLIS = 200;
    private static final Duration RETENTION = Duration.ofMinutes(30);
    private static final int RETAINED = 20_000;
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(1);

    private final ObjectTable table;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition committed = lock.newCondition();
    private final RecentChanges recent;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private boolean hint;
    private volatile boolean closed;

    private record Follower(String kind, Consumer<List<String>> wake) {}

    ChangeFeed(ObjectTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
        this.recent = new RecentChanges(this::logged, KEPT, table.currentVersion());
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

    /** Follows the changes behind a version that concern an interest. */
    public Following follow(Interest interest, long version) {
        return recent.follow(interest, version);
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

    private Optional<List<Change>> logged(long version, int most) {
        return version < table.oldestVersion() ? Optional.empty() : Optional.of(table.changesAfter(version, most));
    }

    private void read() {
        List<Change> batch;
        do {
            batch = table.changesAfter(recent.seen(), RecentChanges.BATCH);
            if (!batch.isEmpty()) {
                publish(batch);
            }
        } while (batch.size() == RecentChanges.BATCH && !closed);
    }

    private void publish(List<Change> batch) {
        recent.publish(batch);
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
        recent.close();
    }
}
