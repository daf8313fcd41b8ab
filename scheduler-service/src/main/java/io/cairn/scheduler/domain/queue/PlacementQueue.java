package io.cairn.scheduler.domain.queue;

import io.cairn.scheduler.domain.engine.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Machines that wait: higher priorities first, then the project that has least of its fair share, then who came first.
 * What fitted nowhere rests until something happens that may help, and a while longer each time. Whoever waited longer
 * than the patience is not overtaken any more: smaller ones that came later, of the same or a lower priority, wait behind
 * it. Nothing is held for anybody meanwhile, so nobody can block each other. For one thread at a time.
 */
public final class PlacementQueue<T> {
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final int most;
    private final Duration patience;
    private final Map<String, Entry<T>> entries = new HashMap<>();
    /** Those that may be looked at: by priority and project, in the order in which they came. */
    private final TreeMap<Integer, TreeMap<String, TreeSet<Entry<T>>>> ready = new TreeMap<>(Comparator.reverseOrder());
    private final TreeSet<Entry<T>> resting = new TreeSet<>(
            Comparator.comparing((Entry<T> entry) -> entry.until).thenComparing(entry -> entry.number));
    private final TreeSet<Entry<T>> impatient = new TreeSet<>(
            Comparator.comparing((Entry<T> entry) -> -entry.waiting.priority()).thenComparing(entry -> entry.number));
    private final Shares shares = new Shares();
    private long numbers;

    private static final class Entry<T> {
        private final Waiting<T> waiting;
        private final long number;
        private Instant until = Instant.MIN;
        private int refusals;
        private Set<Happening> helping = Set.of();
        private boolean helped = true;

        private Entry(Waiting<T> waiting, long number) {
            this.waiting = waiting;
            this.number = number;
        }
    }

    /**
     * @param most that may wait
     * @param patience after which nobody is overtaken any more
     */
    public PlacementQueue(int most, Duration patience) {
        this.most = most;
        this.patience = patience;
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

    /** How much of everything a project should get beside others; 1 unless said. */
    public void weigh(String project, int weight) {
        shares.weigh(project, weight);
    }

    /** A project has more, or less with a negative cost, than it had: for machines that stand when the queue starts, or go. */
    public void charge(String project, long cost) {
        shares.add(project, cost);
    }

    /** Who is to be looked at now. It stays in the queue until {@link #placed}, {@link #refused} or {@link #withdraw}. */
    public Optional<Waiting<T>> next(Instant now) {
        wake(now);
        for (var priority : ready.entrySet()) {
            var first = priority.getValue()
                    .values()
                    .stream()
                    .map(TreeSet::first)
                    .filter(entry -> !overtakes(entry, now))
                    .min(Comparator.<Entry<T>>comparingLong(entry -> shares.of(entry.waiting.project()))
                            .thenComparing(entry -> entry.number));
            if (first.isPresent()) {
                return first.map(entry -> entry.waiting);
            }
        }
        return Optional.empty();
    }

    /** Whether somebody of at least its priority, who came earlier, has waited too long to see it go ahead. */
    private boolean overtakes(Entry<T> entry, Instant now) {
        return impatient.stream()
                .takeWhile(other -> other.waiting.priority() >= entry.waiting.priority())
                .anyMatch(other -> other.number < entry.number && other.waiting.since().plus(patience).isBefore(now));
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
        resting.remove(entry);
        entry.refusals++;
        entry.helping = Happening.helping(refusal);
        entry.helped = false;
        entry.until = now.plus(rest(entry.refusals));
        impatient.add(entry);
    }

    private static Duration rest(int refusals) {
        var rest = FIRST_REST.multipliedBy(1L << Math.min(refusals - 1, 10));
        return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    }

    /** Something happened: those that it may help are looked at once they have rested. */
    public void happened(Happening what) {
        for (var entry : impatient) {
            if (!entry.helped && entry.helping.contains(what)) {
                entry.helped = true;
                resting.add(entry);
            }
        }
    }

    private void wake(Instant now) {
        while (!resting.isEmpty() && !resting.first().until.isAfter(now)) {
            ready(resting.removeFirst());
        }
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
        resting.remove(entry);
        impatient.remove(entry);
        return Optional.of(entry.waiting);
    }

    private void ready(Entry<T> entry) {
        ready.computeIfAbsent(entry.waiting.priority(), _ -> new TreeMap<>())
                .computeIfAbsent(entry.waiting.project(),
                        _ -> new TreeSet<>(Comparator.comparingLong(one -> one.number)))
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

    /** Those that fitted nowhere when they were last looked at. */
    public List<Waiting<T>> pending() {
        return new ArrayList<>(impatient).stream().map(entry -> entry.waiting).toList();
    }
}
