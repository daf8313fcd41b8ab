package io.cairn.bench.philly;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Gang;
import io.cairn.scheduler.domain.queue.Happening;
import io.cairn.scheduler.domain.queue.PlacementQueue;
import io.cairn.scheduler.domain.queue.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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

    /** The scheduler's own queue: fair shares between users, and backfill until somebody waited too long. */
    final class Queue implements Line {
        private static final int MOST = 100_000;

        private final PlacementQueue<Philly.Job> queue;

        Queue(Duration patience) {
            queue = new PlacementQueue<>(MOST, patience);
        }

        @Override
        public void join(Philly.Job job, Instant now) {
            if (!queue.add(new Waiting<>(job.id(), job.user(), 0, job.gpus(), now, job))) {
                throw new IllegalStateException("More than %d jobs wait".formatted(MOST));
            }
        }

        @Override
        public List<Philly.Job> start(ClusterView view, Instant now) {
            var started = new ArrayList<Philly.Job>();
            for (var next = queue.next(now); next.isPresent(); next = queue.next(now)) {
                var job = next.get().what();
                switch (job.gang().place(view)) {
                    case Gang.Outcome.Whole _ -> {
                        queue.placed(job.id());
                        started.add(job);
                    }
                    case Gang.Outcome.Absent absent -> queue.refused(job.id(), absent.refusal(), now);
                }
            }
            return started;
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
