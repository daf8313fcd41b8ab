package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.queue.Earmarks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps what becomes free for those who waited too long, at this scheduler and at the others. Each chooses for those who
 * wait at it, minding those of others who come before them, and tells the others, who keep it as they are told.
 */
final class Earmarking {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration RENEWED = Duration.ofSeconds(10);
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** Of the time is for choosing, at most one part. */
    private static final int PARTS = 20;

    private final Claims storage;
    private Earmarks earmarks;
    private List<Earmark> told = List.of();
    private List<Earmark> own = List.of();
    private Instant next = Instant.MIN;
    private Instant renewed = Instant.MIN;

    /** A machine, or a gang, that waits at this scheduler for longer than the patience. */
    record Late(String owner, int priority, Instant since, List<Request> members) {}

    private record Ranked(int priority, Instant since, Earmarks.Wish wish) {
        static final Comparator<Ranked> ORDER = Comparator.comparingInt((Ranked one) -> -one.priority())
                .thenComparing(Ranked::since)
                .thenComparing(one -> one.wish().owner());
    }

    Earmarking(Claims storage, ClusterView view) {
        this.storage = storage;
        this.earmarks = new Earmarks(view);
    }

    /** The view is another one now. */
    void begin(ClusterView view) {
        earmarks = new Earmarks(view);
        next = Instant.MIN;
    }

    /** What all schedulers keep, as they say. */
    void read(List<Earmark> all) {
        told = all;
    }

    /**
     * Takes in who is late and what became free, before anybody is placed.
     *
     * @param self this scheduler
     * @param freed whether anything may have become free since the last time
     */
    void settle(String self, List<Late> late, boolean freed, Clock clock) {
        var now = clock.instant();
        var others = told.stream()
                .filter(one -> !one.scheduler().equals(self) && one.expires().isAfter(now))
                .toList();
        if (late.isEmpty() && others.isEmpty() && own.isEmpty() && earmarks.nodes().isEmpty()) {
            return;
        }
        if (now.isBefore(next)) {
            if (freed) {
                earmarks.grow();
            }
            return;
        }
        earmarks.settle(wishes(late, others));
        tell(self, late, others, now);
        var took = Duration.between(now, clock.instant()).multipliedBy(PARTS);
        next = now.plus(took.compareTo(EVERY) > 0 ? took : EVERY);
    }

    private static List<Earmarks.Wish> wishes(List<Late> late, List<Earmark> others) {
        var elsewhere = owners(others);
        return Stream
                .concat(others.stream().map(one -> new Ranked(one.priority(), one.since(), one.wish())),
                        late.stream()
                                .filter(one -> !elsewhere.contains(one.owner()))
                                .map(one -> new Ranked(one.priority(), one.since(),
                                        new Earmarks.Wish(one.owner(), one.priority(), one.members()))))
                .sorted(Ranked.ORDER)
                .map(Ranked::wish)
                .toList();
    }

    private static Set<String> owners(List<Earmark> of) {
        return of.stream().map(Earmark::owner).collect(Collectors.toSet());
    }

    /** The others are told if something is new to them, and now and then. */
    private void tell(String self, List<Late> late, List<Earmark> others, Instant now) {
        var nodes = new HashMap<>(earmarks.nodes());
        nodes.keySet().removeAll(owners(others));
        var expires = now.plus(LEASE).truncatedTo(ChronoUnit.MILLIS);
        var mine = late.stream().filter(one -> nodes.containsKey(one.owner())).map(one -> {
            var at = nodes.getOrDefault(one.owner(), List.of());
            var places = Stream.iterate(0, i -> i < at.size(), i -> i + 1)
                    .map(i -> Earmark.place(at.get(i), one.members().get(i)))
                    .toList();
            return new Earmark(one.owner(), self, one.priority(), one.since(), places, expires);
        }).toList();
        if (!same(mine, own) || !mine.isEmpty() && renewed.plus(RENEWED).isBefore(now)) {
            storage.earmark(self, mine);
            own = mine;
            renewed = now;
        }
    }

    private static boolean same(List<Earmark> some, List<Earmark> others) {
        Map<String, Earmark> known = others.stream().collect(Collectors.toMap(Earmark::owner, one -> one));
        return some.size() == known.size()
                && some.stream().allMatch(one -> known.get(one.owner()) instanceof Earmark other && one.same(other));
    }

    /** @see Earmarks#attempt */
    <A> A attempt(String owner, int priority, Supplier<A> attempt, Predicate<A> placed) {
        return earmarks.attempt(owner, priority, attempt, placed);
    }

    /** @see Earmarks#look */
    <A> A look(String owner, int priority, Supplier<A> look) {
        return earmarks.look(owner, priority, look);
    }

    /** For how many machines and gangs room is kept that would do: 0 if there is none without it, either. */
    int keptFrom(Supplier<Boolean> fits) {
        return size() > 0 && earmarks.lookAtAll(fits) ? size() : 0;
    }

    /** On how many nodes something is kept for it. */
    int nodes(String owner) {
        return (int) earmarks.nodes().getOrDefault(owner, List.of()).stream().distinct().count();
    }

    int size() {
        return earmarks.nodes().size();
    }
}
