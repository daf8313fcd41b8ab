package io.cairn.bench.philly;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Gang;
import io.cairn.scheduler.domain.queue.Earmarks;
import io.cairn.scheduler.domain.queue.Happening;
import io.cairn.scheduler.domain.queue.PlacementQueue;
import io.cairn.scheduler.domain.queue.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How jobs wait. */
interface Line {
    void join(Philly.Job job, Instant now);

    /** Jobs that start now, in the order in which they got their places. */
    List<Philly.Job> start(ClusterView view, Instant now);

    /** A job is done. */
    void left(Philly.Job job);

    /** When to ask again though nothing happens. */
    Optional<Instant> wakes();

    /** Nobody starts before those who came earlier. */
    final class Fifo implements Line {
        private final ArrayDeque<Philly.Job> jobs = new ArrayDeque<>();

        @Override
        public void join(Philly.Job job, Instant now) {
            jobs.addLast(job);
        }

        @Override
        public List<Philly.Job> start(ClusterView view, Instant now) {
            var started = new ArrayList<Philly.Job>();
            for (var job = jobs.peekFirst(); job != null; job = jobs.peekFirst()) {
                if (!(job.gang().place(view) instanceof Gang.Outcome.Whole)) {
                    break;
                }
                started.add(jobs.removeFirst());
            }
            return started;
        }

        @Override
        public void left(Philly.Job job) {}

        @Override
        public Optional<Instant> wakes() {
            return Optional.empty();
        }
    }

    /** The scheduler's own queue: fair shares between users, and earmarks for those who waited too long. */
    final class Queue implements Line {
        private static final int MOST = 100_000;
        /** Those whose wishes are looked at: a few more than can have an earmark. */
        private static final int WISHES = 2 * Earmarks.MOST;

        private final PlacementQueue<Philly.Job> queue;
        private final Earmarks earmarks;
        private final Map<String, Gang.Outcome.Absent> refused = new HashMap<>();

        Queue(ClusterView view, Duration patience) {
            queue = new PlacementQueue<>(MOST, patience);
            earmarks = new Earmarks(view);
        }

        @Override
        public void join(Philly.Job job, Instant now) {
            if (!queue.add(new Waiting<>(job.id(), job.user(), 0, job.gpus(), now, job))) {
                throw new IllegalStateException("More than %d jobs wait".formatted(MOST));
            }
        }

        @Override
        public List<Philly.Job> start(ClusterView view, Instant now) {
            earmarks.settle(queue.impatient(now, WISHES).stream().map(waiting -> wish(waiting.what())).toList());
            var started = new ArrayList<Philly.Job>();
            for (var next = queue.next(now); next.isPresent(); next = queue.next(now)) {
                var job = next.get().what();
                switch (earmarks.attempt(job.id(), 0, () -> attempt(job, view), Gang.Outcome.Whole.class::isInstance)) {
                    case Gang.Outcome.Whole _ -> {
                        queue.placed(job.id());
                        refused.remove(job.id());
                        started.add(job);
                    }
                    case Gang.Outcome.Absent absent -> {
                        queue.refused(job.id(), absent.refusal(), now);
                        refused.put(job.id(), absent);
                    }
                }
            }
            return started;
        }

        /** As the service does: whoever was refused before is refused again without a look at every node. */
        private Gang.Outcome attempt(Philly.Job job, ClusterView view) {
            var before = refused.get(job.id());
            return before == null || view.fits(before.first().request()) ? job.gang().place(view) : before;
        }

        private static Earmarks.Wish wish(Philly.Job job) {
            return new Earmarks.Wish(job.id(), 0, job.gang().members().stream().map(Gang.Member::request).toList());
        }

        @Override
        public void left(Philly.Job job) {
            queue.charge(job.user(), -job.gpus());
            queue.happened(Happening.MACHINE_LEFT);
        }

        @Override
        public Optional<Instant> wakes() {
            return queue.wakes();
        }
    }
}
