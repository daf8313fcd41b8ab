package io.cairn.scheduler.application;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides and commits in batches: whatever waits is decided on the view, one after the other and each knowing of the ones
 * before it, and committed as one transaction. The longer a commit takes, the larger the next batch. Several of these, in
 * several processes, work on the same tables; who loses a race looks again and decides anew.
 */
public final class Batches implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Batches.class);
    private static final int QUEUE = 10_000;
    private static final Duration REFRESH = Duration.ofMillis(250);
    /** Longer than this without a look, and it is not certain any more that the tables still tell all that changed. */
    private static final Duration STALE = Duration.ofMinutes(10);

    private static final Duration LAST_BATCH = Duration.ofSeconds(5);
    private static final Instant LONG_AGO = Instant.EPOCH.plus(STALE);

    private final Fleet fleet;
    private final Claims claims;
    private final Clock clock;
    private final Tally tally;
    private final Membership membership;
    private final LinkedBlockingDeque<Job> queue = new LinkedBlockingDeque<>(QUEUE);
    private final List<Job> again = new ArrayList<>();
    private final Waitlist waitlist = new Waitlist();
    private final ReentrantLock view = new ReentrantLock();
    private final Thread thread;
    private Instant refreshed = LONG_AGO;
    private volatile long looks;
    private volatile int waiting;
    private volatile Consumer<String> onPlaced = _ -> {};
    private volatile boolean closed;

    /** Counts what happens. */
    public interface Tally {
        void batch(int size, Duration decided, Duration committed);

        void lost();
    }

    /** Of a scheduler that knows of no others. */
    public Batches(Fleet fleet, Claims claims, Clock clock, Tally tally) {
        this(fleet, claims, clock, tally, Membership.alone());
    }

    public Batches(Fleet fleet, Claims claims, Clock clock, Tally tally, Membership membership) {
        this.fleet = fleet;
        this.membership = membership;
        this.claims = claims;
        this.clock = clock;
        this.tally = tally;
        this.thread = Thread.ofPlatform().daemon().name("claims").unstarted(this::run);
    }

    public Batches start() {
        thread.start();
        return this;
    }

    /** How many machines wait for room. */
    public int waiting() {
        return waiting;
    }

    /** How many schedulers work on the same tables, as far as this one knows. */
    public int schedulers() {
        return membership.schedulers();
    }

    /** Is told of machines that waited and have a place now; they find out by asking. */
    public void onPlaced(Consumer<String> listener) {
        onPlaced = listener;
    }

    CompletableFuture<Placing.Outcome> claim(ClaimAsk ask) {
        var job = new Job.Ask(ask, looks);
        put(job);
        return job.answer();
    }

    CompletableFuture<Result> release(String vmUid, long generation) {
        var job = new Job.Release(vmUid, generation);
        put(job);
        return job.answer();
    }

    CompletableFuture<Result> park(String vmUid, long generation) {
        var job = new Job.Park(vmUid, generation);
        put(job);
        return job.answer();
    }

    private void put(Job job) {
        if (closed || !queue.offer(job)) {
            job.fail(new RejectedExecutionException(closed ? "The scheduler stops"
                    : "%d claims are waiting already; try again".formatted(QUEUE)));
        }
    }

    /** Looks at the view as it is now. */
    <A> A look(Function<Fleet, A> of) {
        view.lock();
        try {
            refresh();
            return of.apply(fleet);
        } finally {
            view.unlock();
        }
    }

    /** What each project has that has something, or waits for it. */
    Map<String, Holding> holdings() {
        return look(of -> Holding.all(of.holdings(), waitlist.byProject()));
    }

    /** Site of a node; empty if it is at none. */
    String siteOf(String node) {
        return fleet.places().of(node);
    }

    /** Whether operators say that nothing runs at a node's site any more, as far as is known: it costs nothing to ask. */
    boolean siteLost(String node) {
        return fleet.places().lost(node);
    }

    private void run() {
        while (!closed) {
            try {
                var first = again.isEmpty() ? Optional.ofNullable(queue.poll(REFRESH.toMillis(), TimeUnit.MILLISECONDS))
                        : Optional.<Job>empty();
                view.lock();
                try {
                    round(batch(first));
                } finally {
                    view.unlock();
                }
            } catch (InterruptedException stopping) {
                break;
            }
        }
        var stopped = new RejectedExecutionException("The scheduler stops");
        again.forEach(job -> job.fail(stopped));
        queue.forEach(job -> job.fail(stopped));
    }

    /** Those that have to be looked at again come first. One job a machine; a second one waits for the next batch. */
    private List<Job> batch(Optional<Job> first) {
        var jobs = new ArrayList<>(again);
        again.clear();
        first.ifPresent(jobs::add);
        queue.drainTo(jobs, Math.max(0, Claims.BATCH - jobs.size()));
        var machines = new HashSet<String>();
        jobs.stream().filter(job -> !machines.add(job.vmUid())).forEach(again::add);
        jobs.removeAll(again);
        var most = Math.min(jobs.size(), Claims.BATCH);
        again.addAll(jobs.subList(most, jobs.size()));
        return List.copyOf(jobs.subList(0, most));
    }

    private void round(List<Job> jobs) {
        try {
            if (!refreshed.plus(REFRESH).isAfter(clock.instant())) {
                refresh();
            }
            var left = new Round(fleet, claims, clock, tally, waitlist, uid -> onPlaced.accept(uid), looks).run(jobs);
            if (!left.isEmpty()) {
                due();
                again.addAll(left);
            }
            waiting = waitlist.size();
        } catch (RuntimeException e) {
            // What was committed and what was not is known to the tables alone.
            due();
            if (!jobs.isEmpty()) {
                log.atWarn().setCause(e).log("A batch of claims failed; whoever waited may ask again");
            }
            jobs.forEach(job -> job.fail(e));
        }
    }

    /** The next round is to look first. */
    private void due() {
        refreshed = refreshed.minus(REFRESH);
    }

    private void refresh() {
        var now = clock.instant();
        membership.look(now);
        var rebuild = refreshed.plus(STALE).isBefore(now);
        try {
            if (rebuild) {
                fleet.rebuild();
            } else {
                fleet.refresh();
            }
        } catch (RuntimeException e) {
            // It may have been taken in by halves.
            refreshed = LONG_AGO;
            throw e;
        }
        refreshed = now;
        looks++;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (thread.isAlive() && !thread.join(LAST_BATCH)) {
                log.atWarn().log("The last batch of claims has not ended yet");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        try {
            membership.leave();
        } catch (RuntimeException unreachable) {
            log.atDebug().setCause(unreachable).log("The other schedulers will find out for themselves");
        }
    }
}
