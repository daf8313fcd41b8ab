package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.application.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest changes, and those who follow them. Who follows is woken by what concerns them and by nothing else, so that a
 * thousand watches of one object each cost as much as one when one object changes. A follower holds nothing but a version:
 * a slow one costs no memory, and one whom nothing concerned for long has missed nothing.
 */
final class RecentChanges {
    static final int BATCH = 1_000;

    private final Log log;
    private final int kept;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Change> newest = new ArrayList<>();
    private final Map<Interest.Topic, Set<Follower>> followers = new HashMap<>();
    private long seen;
    private boolean closed;

    /** The whole log, for who is behind the newest. */
    interface Log {
        /** In order, at most so many; empty if the log no longer reaches back to the version. */
        Optional<List<Change>> after(long version, int most);
    }

    /**
     * @param kept how many are kept at least
     * @param seen the version up to which all changes are known to be published
     */
    RecentChanges(Log log, int kept, long seen) {
        this.log = log;
        this.kept = kept;
        this.seen = seen;
    }

    /** The version up to which changes were published. */
    long seen() {
        lock.lock();
        try {
            return seen;
        } finally {
            lock.unlock();
        }
    }

    /** @param batch in order, none of them published before */
    void publish(List<Change> batch) {
        lock.lock();
        try {
            newest.addAll(batch);
            if (newest.size() > 2 * kept) {
                newest.subList(0, newest.size() - kept).clear();
            }
            seen = batch.getLast().version();
            for (var change : batch) {
                for (var topic : Interest.Topic.of(change)) {
                    followers.getOrDefault(topic, Set.of()).forEach(follower -> follower.tell(change));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Follows what concerns the interest behind a version, until closed. */
    Follower follow(Interest interest, long version) {
        lock.lock();
        try {
            var follower = new Follower(interest, version);
            followers.computeIfAbsent(interest.topic(), _ -> new LinkedHashSet<>()).add(follower);
            return follower;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes everybody; nobody waits from now on. */
    void close() {
        lock.lock();
        try {
            closed = true;
            followers.values().forEach(some -> some.forEach(follower -> follower.told.signalAll()));
        } finally {
            lock.unlock();
        }
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

    /** One who follows. Used by one thread at a time. */
    final class Follower implements Following {
        private final Interest interest;
        private final Condition told = lock.newCondition();
        private long version;
        /** Whether something behind the version may concern this one. */
        private boolean due;

        private Follower(Interest interest, long version) {
            this.interest = interest;
            this.version = version;
            this.due = seen > version;
        }

        private void tell(Change change) {
            if (change.version() <= version || !interest.holds(change)) {
                return;
            }
            if (!due) {
                due = true;
                version = change.version() - 1;
                told.signal();
            }
        }

        @Override
        public long version() {
            lock.lock();
            try {
                return version;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Optional<List<Change>> next(Duration wait) throws InterruptedException {
            long from;
            lock.lock();
            try {
                var left = wait.toNanos();
                while (!due && left > 0 && !closed) {
                    left = told.awaitNanos(left);
                }
                if (!due) {
                    version = Math.max(version, seen);
                    return Optional.of(List.of());
                }
                if (!newest.isEmpty() && newest.getFirst().version() <= version + 1) {
                    return Optional.of(take(newest.subList(firstBehind(version), newest.size()), true));
                }
                from = version;
            } finally {
                lock.unlock();
            }
            var older = log.after(from, BATCH);
            lock.lock();
            try {
                return older.map(batch -> take(batch, false));
            } finally {
                lock.unlock();
            }
        }

        /** @param whole whether nothing was published behind these */
        private List<Change> take(List<Change> behind, boolean whole) {
            var mine = behind.stream().filter(interest::holds).limit(BATCH).toList();
            if (mine.size() == BATCH) {
                version = mine.getLast().version();
            } else if (whole) {
                version = seen;
            } else if (!behind.isEmpty()) {
                version = behind.getLast().version();
            }
            due = seen > version && !(behind.isEmpty() && !whole);
            return mine;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                var topic = interest.topic();
                var there = followers.getOrDefault(topic, Set.of());
                if (there.remove(this) && there.isEmpty()) {
                    followers.remove(topic);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
