package io.cairn.scheduler.domain.queue;

import java.time.Instant;
import java.util.Comparator;
import java.util.Set;

/** Somebody in a queue: mutable, and seen by nobody but the queue. */
final class Entry<T> {
    final long number;
    Waiting<T> waiting;
    /** It rests until then. */
    Instant until = Instant.MIN;
    int refusals;
    Set<Happening> helping = Set.of();
    boolean helped = true;

    Entry(Waiting<T> waiting, long number) {
        this.waiting = waiting;
        this.number = number;
    }

    /** Who waited longest first. */
    static <T> Comparator<Entry<T>> byAge() {
        return Comparator.<Entry<T>, Instant>comparing(Entry::since).thenComparing(entry -> entry.number);
    }

    Instant since() {
        return waiting.since();
    }

    boolean before(Entry<T> other) {
        return since().isBefore(other.since()) || since().equals(other.since()) && number < other.number;
    }
}
