package io.cairn.scheduler.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacementQueueTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PlacementQueue<String> queue = new PlacementQueue<>(100, Duration.ofMinutes(10));

    private void add(String id, String project, int priority, long cost) {
        assertThat(queue.add(new Waiting<>(id, project, priority, cost, START, id))).isTrue();
    }

    private Optional<String> next(Instant now) {
        return queue.next(now).map(Waiting::id);
    }

    private List<String> drain() {
        var order = new ArrayList<String>();
        for (var one = next(START); one.isPresent(); one = next(START)) {
            order.add(one.get());
            queue.placed(one.get());
        }
        return order;
    }

    private static Decision.NoFit refusal(String filter) {
        return new Decision.NoFit("NoNodeFits", "", "", new Decision.Explanation(1, 0,
                List.of(new Decision.Count(filter, 1, "", "")), List.of()));
    }

    @Test
    void higher_priorities_come_first_then_whoever_came_first() {
        add("a", "p", 0, 1);
        add("b", "p", 5, 1);
        add("c", "p", 0, 1);
        assertThat(drain()).containsExactly("b", "a", "c");
    }

    @Test
    void the_project_that_has_least_for_its_weight_is_served_first() {
        queue.weigh(Map.of("heavy", 2));
        for (var i = 0; i < 4; i++) {
            add("h" + i, "heavy", 0, 10);
            add("l" + i, "light", 0, 10);
        }
        assertThat(drain()).containsExactly("h0", "l0", "h1", "l1", "h2", "h3", "l2", "l3");
        queue.weigh(Map.of("light", 8));
        for (var i = 0; i < 4; i++) {
            add("h" + i, "heavy", 0, 10);
            add("l" + i, "light", 0, 10);
        }
        assertThat(drain()).as("heavy has 40 with a weight of 1, light 40 with 8").startsWith("l0", "l1", "l2", "l3");
    }

    @Test
    void what_fitted_nowhere_rests_until_something_relevant_happens() {
        add("a", "p", 0, 1);
        queue.refused("a", refusal("Memory"), START);
        var later = START.plusSeconds(3600);
        assertThat(next(later)).isEmpty();
        assertThat(queue.wakes()).isEmpty();
        queue.happened(Happening.MACHINE_PLACED);
        assertThat(next(later)).isEmpty();
        queue.happened(Happening.MACHINE_LEFT);
        assertThat(next(later)).contains("a");
    }

    @Test
    void it_rests_longer_each_time_though_something_happens_but_never_more_than_eight_seconds() {
        add("a", "p", 0, 1);
        var now = START;
        var rests = new ArrayList<Long>();
        for (var i = 0; i < 9; i++) {
            queue.refused("a", refusal("Cpu"), now);
            queue.happened(Happening.NODE_JOINED);
            assertThat(next(now)).isEmpty();
            var wakes = queue.wakes().orElseThrow();
            rests.add(Duration.between(now, wakes).toSeconds());
            now = wakes;
            assertThat(next(now)).contains("a");
        }
        assertThat(rests).containsExactly(1L, 2L, 4L, 8L, 8L, 8L, 8L, 8L, 8L);
    }

    @Test
    void nobody_is_overtaken_because_it_rests() {
        add("urgent", "p", 5, 1);
        add("same", "p", 0, 1);
        add("small", "q", 0, 1);
        queue.refused("urgent", refusal("Cpu"), START);
        queue.refused("same", refusal("Cpu"), START);
        assertThat(next(START)).as("nothing happened that may help them").contains("small");
        queue.happened(Happening.MACHINE_LEFT);
        assertThat(next(START)).contains("urgent");
        queue.refused("urgent", refusal("Cpu"), START);
        queue.charge("q", 1);
        assertThat(next(START)).contains("same");
        queue.placed("same");
        queue.happened(Happening.MACHINE_LEFT);
        assertThat(next(START)).as("something happened again").contains("urgent");
        queue.refused("urgent", refusal("Cpu"), START);
        assertThat(next(START)).contains("small");
    }

    @Test
    void whoever_waited_longer_than_the_patience_comes_first_whatever_its_project_has() {
        queue.charge("p", 5000);
        add("gang", "p", 0, 1000);
        queue.refused("gang", refusal("Cpu"), START);
        queue.add(new Waiting<>("small", "q", 0, 1, START.plusSeconds(1), "small"));
        queue.add(new Waiting<>("urgent", "q", 1, 1, START.plusSeconds(1), "urgent"));
        assertThat(queue.impatient(START.plusSeconds(600), 9)).isEmpty();
        assertThat(queue.impatient(START.plusSeconds(601), 9)).extracting(Waiting::id).containsExactly("gang");
        queue.happened(Happening.MACHINE_LEFT);
        assertThat(next(START.plusSeconds(601))).contains("urgent");
        queue.placed("urgent");
        assertThat(next(START.plusSeconds(600))).as("its project has more").contains("small");
        assertThat(next(START.plusSeconds(601))).contains("gang");
        queue.refused("gang", refusal("Cpu"), START.plusSeconds(601));
        assertThat(next(START.plusSeconds(601))).as("others are placed meanwhile").contains("small");
    }

    @Test
    void without_patience_nobody_is_impatient_and_the_share_counts_for_ever() {
        var patient = new PlacementQueue<String>(100);
        patient.charge("p", 10);
        patient.add(new Waiting<>("old", "p", 0, 1, START, "old"));
        patient.refused("old", refusal("Cpu"), START);
        patient.happened(Happening.MACHINE_LEFT);
        var later = START.plusSeconds(1_000_000);
        patient.add(new Waiting<>("new", "q", 0, 1, later, "new"));
        assertThat(patient.impatient(later, 9)).isEmpty();
        assertThat(patient.next(later).map(Waiting::id)).contains("new");
    }

    @Test
    void whoever_waits_knows_how_many_of_its_priority_are_ahead() {
        add("first", "p", 0, 1);
        add("second", "p", 0, 1);
        add("other", "q", 0, 1);
        add("urgent", "q", 1, 1);
        assertThat(queue.ahead("first")).as("nobody looked yet").isEmpty();
        for (var id : List.of("second", "first", "other", "urgent")) {
            queue.refused(id, refusal("Cpu"), START);
        }
        assertThat(queue.ahead("first")).hasValue(0);
        assertThat(queue.ahead("second")).hasValue(1);
        assertThat(queue.ahead("urgent")).hasValue(0);
        queue.charge("p", 10);
        assertThat(queue.ahead("first")).as("its project has more").hasValue(1);
        assertThat(queue.hopeless("first")).isTrue();
        queue.happened(Happening.MACHINE_LEFT);
        assertThat(queue.hopeless("first")).isFalse();
    }

    @Test
    void who_asks_again_keeps_its_place_and_who_waited_longest_comes_first_whenever_it_asked() {
        queue.add(new Waiting<>("late", "p", 0, 1, START.plusSeconds(5), "late"));
        queue.add(new Waiting<>("early", "p", 0, 1, START, "early"));
        assertThat(queue.renew(new Waiting<>("early", "p", 0, 1, START.plusSeconds(9), "again"))).isTrue();
        assertThat(queue.renew(new Waiting<>("nobody", "p", 0, 1, START, "x"))).isFalse();
        assertThat(queue.next(START).orElseThrow().what()).isEqualTo("again");
    }

    @Test
    void a_full_queue_takes_nobody_else_and_whoever_is_in_it_keeps_its_place() {
        var small = new PlacementQueue<String>(1, Duration.ofMinutes(1));
        var one = new Waiting<>("a", "p", 0, 1, START, "a");
        assertThat(small.add(one)).isTrue();
        assertThat(small.add(one)).isTrue();
        assertThat(small.add(new Waiting<>("b", "p", 0, 1, START, "b"))).isFalse();
        assertThat(small.withdraw("a")).contains(one);
        assertThat(small.size()).isZero();
    }
}
