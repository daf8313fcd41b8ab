package io.cairn.scheduler.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Preemption;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReservationsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Request FOUR = Request.of(Resources.of(4, 1024, 0));

    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));
    private final Reservations reservations = new Reservations(10);

    @BeforeEach
    void two_nodes_for_two_machines_each() {
        view.put(Node.of("a", Resources.of(8, 8192, 0)));
        view.put(Node.of("b", Resources.of(8, 8192, 0)));
    }

    private void reserve(int count) {
        assertThat(reservations.add(new Reservation("r", FOUR, count, START.plusSeconds(60), START.plusSeconds(120))))
                .isTrue();
    }

    private Decision place(String machine) {
        return view.place(machine, FOUR);
    }

    @Test
    void room_is_kept_from_its_start_to_its_end_and_nobody_is_preempted_for_less() {
        reserve(3);
        reservations.advance(view, START);
        assertThat(reservations.state("r")).contains(new Reservation.State.Ahead());
        reservations.advance(view, START.plusSeconds(60));
        assertThat(place("one")).isInstanceOf(Decision.Chosen.class);
        assertThat(place("two")).isInstanceOf(Decision.NoFit.class);
        var urgent = FOUR.withPriority(Request.HIGHEST, false);
        assertThat(view.preempt(urgent)).isInstanceOfSatisfying(Preemption.Evict.class,
                evict -> assertThat(evict.victims()).extracting(claim -> claim.machine()).containsExactly("one"));
        reservations.advance(view, START.plusSeconds(120));
        assertThat(reservations.state("r")).isEmpty();
        assertThat(place("two")).isInstanceOf(Decision.Chosen.class);
        assertThat(view.machines()).isEqualTo(2);
    }

    @Test
    void a_machine_takes_its_place_in_it_and_stays_when_it_ends() {
        reserve(4);
        reservations.advance(view, START.plusSeconds(60));
        assertThat(place("other")).isInstanceOf(Decision.NoFit.class);
        assertThat(reservations.redeem(view, "r", "mine", FOUR)).get().isInstanceOf(Decision.Chosen.class);
        assertThat(view.machines()).isEqualTo(4);
        reservations.advance(view, START.plusSeconds(120));
        assertThat(view.find("mine")).isPresent();
        assertThat(view.machines()).isEqualTo(1);
        assertThat(reservations.redeem(view, "r", "late", FOUR)).isEmpty();
    }

    @Test
    void what_is_larger_than_a_piece_of_it_is_refused_and_the_room_stays_whole() {
        reserve(4);
        reservations.advance(view, START.plusSeconds(60));
        assertThat(reservations.redeem(view, "r", "huge", Request.of(Resources.of(6, 1024, 0)))).get()
                .isInstanceOf(Decision.NoFit.class);
        assertThat(view.machines()).isEqualTo(4);
    }

    @Test
    void without_room_for_all_of_it_nothing_is_held_and_it_is_tried_again() {
        place("one");
        reserve(4);
        reservations.advance(view, START.plusSeconds(60));
        assertThat(reservations.state("r")).get().isInstanceOf(Reservation.State.Short.class);
        assertThat(view.machines()).isEqualTo(1);
        view.release("one");
        reservations.advance(view, START.plusSeconds(61));
        assertThat(reservations.state("r")).get().isInstanceOf(Reservation.State.Held.class);
    }
}
