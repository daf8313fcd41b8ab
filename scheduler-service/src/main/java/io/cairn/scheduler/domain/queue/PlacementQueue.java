package io.cairn.scheduler.domain.queue;

import io.cairn.scheduler.domain.engine.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Machines that wait: higher priorities first, then the project that has least of its fair share, then who came first.
 * Whoever waited longer than the patience comes before all of its priority who did not, the oldest first: a fair share is
 * no reason to wait for ever. What fitted nowhere rests until something happens that may help, and a while longer each
 * time; others are placed meanwhile. What keeps room for those who waited too long are {@link Earmarks}. For one thread at
 * a time.
 */
public final class PlacementQueue<T> {
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(8);
    /** Of those ahead of one that waits: to count more would cost more than it tells. */
    public static final int MOST_COUNTED = 1_000;

    private final int most;
    private final Optional<Duration> patience;
    private final Map<String, Entry<T>> entries = new HashMap<>();
    /** Those that may be looked at: by priority and project, in the order in which they came. */
    private final TreeMap<Integer, TreeMap<String, TreeSet<Entry<T>>>> ready = new TreeMap<>(Comparator.reverseOrder());
    private final TreeSet<Entry<T>> resting = new TreeSet<>(
            Comparator.comparing((Entry<T> entry) -> entry.until).thenComparing(entry -> entry.number));
    /** How many of each priority rest. */
    private final TreeMap<Integer, Integer> restingAt = new TreeMap<>();
    private final Refused<T> refused = new Refused<>();
    private final Shares shares = new Shares();
    private long numbers;

    /**
     * @param most that may wait
     * @param patience after which who came first comes first, whatever its project has
     */
    public PlacementQueue(int most, Duration patience) {
        this.most = most;
        this.patience = Optional.of(patience);
    }

    /**
     * One in which the fair share counts however long somebody waits.
     *
     * @param most that may wait
     */
    public PlacementQueue(int most) {
        this.most = most;
        this.patience = Optional.empty();
    }

    /**
     * Whoever waits already keeps its place.
     *
     * @return false if the queue is full
     */
    public boolean add(Waiting<T> waiting) {
        if (entries.containsKey(waiting.id())) {
            return true;
        }
        if (entries.size() >= most) {
            return false;
        }
        var entry = new Entry<>(waiting, numbers++);
        entries.put(waiting.id(), entry);
        ready(entry);
        return true;
    }

    /**
     * Whoever waits already keeps its place, is asked for in other words, and rests no more if something happened that may
     * help.
     *
     * @return false if it does not wait
     */
    public boolean renew(Waiting<T> waiting) {
        var entry = entries.get(waiting.id());
        if (entry == null) {
            return false;
        }
        var before = entry.waiting;
        entry.waiting = new Waiting<>(before.id(), before.project(), before.priority(), waiting.cost(), before.since(),
                waiting.what());
        if (rise(entry)) {
            ready(entry);
        }
        return true;
    }

    /**
     * How many of its priority are ahead of one that fitted nowhere, {@link #MOST_COUNTED} if there are more; empty if it
     * does not wait, or was not looked at.
     */
    public OptionalInt ahead(String id) {
        var entry = entries.get(id);
        return entry == null || !refused.contains(entry) ? OptionalInt.empty()
                : OptionalInt.of(refused.ahead(entry, shares, MOST_COUNTED));
    }

    /** Whether it was refused, and nothing has happened since that may help. */
    public boolean hopeless(String id) {
        var entry = entries.get(id);
        return entry != null && refused.contains(entry) && !entry.helped;
    }

    /** How much of everything projects should get beside others, in place of what was said; 1 for all that are not named. */
    public void weigh(Map<String, Integer> weights) {
        shares.weigh(weights);
    }

    /** A project has more, or less with a negative cost, than it had: for machines that stand when the queue starts, or go. */
    public void charge(String project, long cost) {
        shares.add(project, cost);
    }

    /** Who is to be looked at now. It stays in the queue until {@link #placed}, {@link #refused} or {@link #withdraw}. */
    public Optional<Waiting<T>> next(Instant now) {
        wake(now);
        for (var priority : ready.entrySet()) {
            var firsts = priority.getValue().values().stream().map(TreeSet::first);
            var first = firsts.min(Comparator.<Entry<T>>comparingLong(
                    entry -> impatient(entry, now) ? Long.MIN_VALUE : shares.of(entry.waiting.project()))
                    .thenComparing(Entry.byAge()));
            if (first.isPresent()) {
                return first.map(entry -> entry.waiting);
            }
        }
        return Optional.empty();
    }

    private boolean impatient(Entry<T> entry, Instant now) {
        return patience.isPresent() && entry.since().isBefore(now.minus(patience.get()));
    }

    /** Those who fitted nowhere and waited longer than the patience: highest priority first, then the oldest. */
    public List<Waiting<T>> impatient(Instant now, int most) {
        var since = patience.map(now::minus);
        return since.isEmpty() ? List.of() : refused.since(since.get(), most);
    }

    /** It has its place, and its project so much more. */
    public void placed(String id) {
        withdraw(id).ifPresent(waiting -> shares.add(waiting.project(), waiting.cost()));
    }

    /** It fits nowhere: it rests until something helps, and at least for a while. */
    public void refused(String id, Decision.NoFit refusal, Instant now) {
        var entry = entries.get(id);
        if (entry == null) {
            return;
        }
        unready(entry);
        rise(entry);
        entry.refusals++;
        entry.helping = Happening.helping(refusal);
        entry.helped = false;
        entry.until = now.plus(rest(entry.refusals));
        refused.add(entry);
    }

    private static Duration rest(int refusals) {
        var rest = FIRST_REST.multipliedBy(1L << Math.min(refusals - 1, 10));
        return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    }

    /** Something happened: those that it may help are looked at once they have rested. */
    public void happened(Happening what) {
        refused.forEach(entry -> {
            if (!entry.helped && entry.helping.contains(what)) {
                entry.helped = true;
                if (resting.add(entry)) {
                    restingAt.merge(entry.waiting.priority(), 1, Integer::sum);
                }
            }
        });
    }

    private void wake(Instant now) {
        while (!resting.isEmpty() && !resting.first().until.isAfter(now)) {
            var entry = resting.first();
            rise(entry);
            ready(entry);
        }
        // Nobody is overtaken because it rests: who is about to be looked at lets those go first who come before it.
        if (!ready.isEmpty() && !restingAt.isEmpty() && restingAt.lastKey() >= ready.firstKey()) {
            var least = ready.firstKey();
            resting.stream().filter(entry -> entry.waiting.priority() >= least).toList().forEach(entry -> {
                rise(entry);
                ready(entry);
            });
        }
    }

    /** @return false if it does not rest */
    private boolean rise(Entry<T> entry) {
        if (!resting.remove(entry)) {
            return false;
        }
        restingAt.merge(entry.waiting.priority(), -1, Integer::sum);
        restingAt.remove(entry.waiting.priority(), 0);
        return true;
    }

    /** When to ask again though nothing happens; empty if there is no use in it. */
    public Optional<Instant> wakes() {
        return resting.isEmpty() ? Optional.empty() : Optional.of(resting.first().until);
    }

    /** It waits no more. */
    public Optional<Waiting<T>> withdraw(String id) {
        var entry = entries.remove(id);
        if (entry == null) {
            return Optional.empty();
        }
        unready(entry);
        rise(entry);
        refused.remove(entry);
        return Optional.of(entry.waiting);
    }

    private void ready(Entry<T> entry) {
        ready.computeIfAbsent(entry.waiting.priority(), _ -> new TreeMap<>())
                .computeIfAbsent(entry.waiting.project(),
                        _ -> new TreeSet<>(Entry.byAge()))
                .add(entry);
    }

    private void unready(Entry<T> entry) {
        var projects = ready.get(entry.waiting.priority());
        var line = projects == null ? null : projects.get(entry.waiting.project());
        if (projects != null && line != null && line.remove(entry) && line.isEmpty()) {
            projects.remove(entry.waiting.project());
            if (projects.isEmpty()) {
                ready.remove(entry.waiting.priority());
            }
        }
    }

    public int size() {
        return entries.size();
    }
}
