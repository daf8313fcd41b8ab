package io.cairn.resource.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.application.Change;
import io.cairn.resource.application.StoredObject;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecentChangesTest {
    private static final int KEPT = 8;

    private final List<Change> log = new ArrayList<>();
    private long pruned;

    private static Change change(long version, String kind, String namespace, String name) {
        var key = new ObjectKey("default", namespace, name);
        return new Change(version, Change.Type.MODIFIED, new StoredObject(kind, new Metadata(key, "u", version, 1,
                Instant.EPOCH, Optional.empty(), Map.of(), Map.of(), List.of(), List.of(), "[]"), "{}", "{}", "{}"),
                Optional.empty());
    }

    private Optional<List<Change>> logged(long version, int most) {
        return version < pruned
                ? Optional.empty()
                : Optional.of(log.stream().filter(change -> change.version() > version).limit(most).toList());
    }

    private static Interest interest(Random random) {
        return new Interest("k" + random.nextInt(2), Optional.of("default"), some(random, "n"), some(random, "o"));
    }

    private static Optional<String> some(Random random, String prefix) {
        return random.nextBoolean() ? Optional.empty() : Optional.of(prefix + random.nextInt(3));
    }

    private record Watch(Interest interest, Following following, long begin, List<Long> got) {}

    @Property(tries = 300)
    void each_follower_gets_what_concerns_it_once_and_in_order(@ForAll @IntRange(min = 0) int seed) throws Exception {
        log.clear();
        var random = new Random(seed);
        var recent = new RecentChanges(this::logged, KEPT, 0);
        var watches = new ArrayList<Watch>();
        long version = 0;
        for (var step = 0; step < 60; step++) {
            var batch = new ArrayList<Change>();
            for (var i = random.nextInt(4); i > 0; i--) {
                version += 1 + random.nextInt(2);
                batch.add(change(version, "k" + random.nextInt(2), "n" + random.nextInt(3), "o" + random.nextInt(3)));
            }
            log.addAll(batch);
            if (!batch.isEmpty()) {
                recent.publish(batch);
            }
            if (random.nextInt(4) == 0) {
                var interest = interest(random);
                var begin = Math.max(0, version - random.nextInt(30));
                watches.add(new Watch(interest, recent.follow(interest, begin), begin, new ArrayList<>()));
            }
            for (var watch : watches) {
                if (random.nextInt(5) == 0) {
                    read(watch);
                }
            }
        }
        for (var watch : watches) {
            for (var i = 0; i < 100 && watch.following().version() < version; i++) {
                read(watch);
            }
            assertThat(watch.got()).isEqualTo(log.stream()
                    .filter(change -> change.version() > watch.begin() && watch.interest().holds(change))
                    .map(Change::version)
                    .toList());
        }
    }

    private static void read(Watch watch) throws InterruptedException {
        watch.following().next(Duration.ZERO).orElseThrow().forEach(change -> watch.got().add(change.version()));
    }

    @Test
    void who_was_not_concerned_for_long_has_missed_nothing_though_the_log_was_pruned() throws Exception {
        var recent = new RecentChanges(this::logged, KEPT, 0);
        try (var following = recent.follow(new Interest("k0", Optional.empty(), Optional.empty(), Optional.of("mine")),
                0)) {
            for (var version = 1; version <= 10 * KEPT; version++) {
                recent.publish(List.of(change(version, "k0", "n", "other")));
            }
            pruned = 10 * KEPT;
            recent.publish(List.of(change(10 * KEPT + 1, "k0", "n", "mine")));
            assertThat(following.next(Duration.ZERO).orElseThrow()).extracting(Change::version)
                    .containsExactly(10L * KEPT + 1);
        }
    }

    @Test
    void who_reads_too_late_is_told_so() throws Exception {
        var recent = new RecentChanges(this::logged, KEPT, 0);
        try (var following = recent.follow(new Interest("k0", Optional.empty(), Optional.empty(), Optional.empty()),
                0)) {
            for (var version = 1; version <= 10 * KEPT; version++) {
                recent.publish(List.of(change(version, "k0", "n", "o")));
            }
            pruned = KEPT;
            assertThat(following.next(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void who_waits_is_woken_by_what_concerns_it_and_by_the_end() throws Exception {
        var recent = new RecentChanges(this::logged, KEPT, 0);
        var following = recent.follow(new Interest("k0", Optional.empty(), Optional.of("n"), Optional.empty()), 0);
        var first = waiting(following);
        recent.publish(List.of(change(1, "k0", "m", "o"), change(2, "k0", "n", "o")));
        assertThat(first.get(30, TimeUnit.SECONDS)).extracting(Change::version).containsExactly(2L);
        var last = waiting(following);
        recent.close();
        assertThat(last.get(30, TimeUnit.SECONDS)).isEmpty();
    }

    private static CompletableFuture<List<Change>> waiting(Following following) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return following.next(Duration.ofMinutes(5)).orElseThrow();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }, task -> Thread.ofVirtual().start(task));
    }
}
