package io.cairn.scheduler.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The index of those that fitted nowhere answers as a walk through all of them would. */
class RefusedTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private List<Entry<String>> all = List.of();
    private Refused<String> refused = new Refused<>();
    private Shares shares = new Shares();

    @Property(tries = 100)
    void it_answers_as_a_walk_through_all_of_them(@ForAll long seed) {
        var random = new Random(seed);
        all = new ArrayList<>();
        refused = new Refused<>();
        shares = new Shares();
        for (var project = 0; project < 4; project++) {
            shares.add("p" + project, random.nextInt(3));
        }
        for (var i = 0; i < 60; i++) {
            if (random.nextInt(4) == 0 && !all.isEmpty()) {
                refused.remove(all.remove(random.nextInt(all.size())));
            }
            var entry = new Entry<>(new Waiting<>("m" + i, "p" + random.nextInt(4), random.nextInt(3), 1,
                    START.plusSeconds(random.nextInt(20)), "m" + i), i);
            assertThat(refused.contains(entry)).isFalse();
            all.add(entry);
            refused.add(entry);
            check(all.get(random.nextInt(all.size())), START.plusSeconds(random.nextInt(20)));
        }
    }

    private void check(Entry<String> entry, Instant since) {
        assertThat(refused.contains(entry)).isTrue();
        assertThat(refused.since(since, 7)).isEqualTo(all.stream()
                .filter(other -> other.since().isBefore(since))
                .sorted(Comparator.comparing((Entry<String> other) -> -other.waiting.priority())
                        .thenComparing(Entry.byAge()))
                .limit(7)
                .map(other -> other.waiting)
                .toList());
        var order = Comparator
                .comparingLong((Entry<String> one) -> one.since().isBefore(since) ? Long.MIN_VALUE
                        : shares.of(one.waiting.project()))
                .thenComparing(Entry.byAge());
        var ahead = (int) all.stream()
                .filter(other -> other.waiting.priority() == entry.waiting.priority())
                .filter(other -> order.compare(other, entry) < 0)
                .count();
        assertThat(refused.ahead(entry, shares, since, 1_000)).isEqualTo(ahead);
        assertThat(refused.ahead(entry, shares, since, 3)).isEqualTo(Math.min(3, ahead));
        var walked = new ArrayList<Entry<String>>();
        refused.forEach(walked::add);
        assertThat(walked).containsExactlyInAnyOrderElementsOf(all);
    }
}
