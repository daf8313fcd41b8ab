package io.cairn.vm.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.Machines;
import io.cairn.vm.domain.reservation.Piece;
import io.cairn.vm.domain.reservation.ReservationFacts;
import io.cairn.vm.domain.reservation.ReservationFacts.Stage;
import io.cairn.vm.domain.reservation.ReservationSpec;
import io.cairn.vm.domain.reservation.ReservationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReservingTest {
    private static final String UID = Machines.uid(1);
    private static final Instant FROM = Machines.T0.plusSeconds(600);
    private static final Instant UNTIL = Machines.T0.plusSeconds(6_000);

    private final MovingClock clock = new MovingClock();
    private final MemoryReservations reservations = new MemoryReservations();
    private final MemoryVms vms = new MemoryVms();
    private final MemoryScheduler scheduler = new MemoryScheduler(Map.of("a", 2, "b", 2));
    private final List<String> woken = new ArrayList<>();
    private final Reserving reserving = new Reserving(reservations, scheduler, new World.OneType(),
            one -> woken.add(one.uid()), clock);
    private final CrossCheck check = new CrossCheck(vms, reservations, scheduler);

    private void reserve(int count) {
        var spec = new ReservationSpec(Optional.of("c1.nano"), Optional.empty(), Optional.empty(), List.of(),
                Optional.empty(), count, Optional.of(FROM), UNTIL);
        reservations.put(metadata(Optional.empty()), spec, ReservationFacts.NONE);
    }

    private static Metadata metadata(Optional<Instant> deletion) {
        return new Metadata(new ObjectKey("default", "team-a", "train"), UID, 1, 1, Machines.T0, deletion, Map.of(),
                Map.of(), List.of(), List.of(), "[]");
    }

    private void delete() {
        var one = reservations.find(UID).orElseThrow();
        reservations.put(metadata(Optional.of(clock.instant())), one.spec(), one.facts());
    }

    private ReservationStatus status() {
        return reservations.find(UID).orElseThrow().status();
    }

    private ReservationFacts facts() {
        return reservations.find(UID).orElseThrow().facts();
    }

    private Instant reconcile() {
        return reserving.reconcile(UID).orElseThrow();
    }

    private void at(Instant time) {
        clock.advance(Duration.between(clock.instant(), time));
    }

    @Test
    void nothing_is_held_before_its_time_and_all_of_it_from_then_to_its_end() {
        reserve(3);
        assertThat(reconcile()).isEqualTo(FROM);
        assertThat(status().phase()).isEqualTo("Ahead");
        assertThat(status().message()).isEqualTo("Its pieces are held from " + FROM + " on");
        assertThat(scheduler.claims()).isEmpty();
        at(FROM);
        assertThat(reconcile()).isEqualTo(UNTIL);
        assertThat(status().phase()).isEqualTo("Held");
        assertThat(status().held()).isEqualTo(3);
        assertThat(woken).containsExactly(UID);
        assertThat(scheduler.claims()).hasSize(3);
        assertThat(reconcile()).as("a second look changes nothing").isEqualTo(UNTIL);
        at(UNTIL);
        assertThat(reconcile()).isAfter(UNTIL);
        assertThat(status().phase()).isEqualTo("Over");
        assertThat(scheduler.claims()).isEmpty();
    }

    @Test
    void one_that_is_too_large_is_short_says_why_and_is_tried_again() {
        reserve(5);
        at(FROM);
        assertThat(reconcile()).isAfter(FROM);
        assertThat(status().phase()).isEqualTo("Short");
        assertThat(status().message()).isEqualTo("4 of 5 pieces of the reservation fit. Add a node");
        assertThat(status().conditions().getFirst().reason()).isEqualTo("NoNodeFits");
        assertThat(scheduler.claims()).isEmpty();
        at(UNTIL.minusMillis(1));
        assertThat(reconcile()).as("its end comes before the next try").isEqualTo(UNTIL);
        at(UNTIL);
        assertThat(reconcile()).isAfter(UNTIL);
        assertThat(status().phase()).isEqualTo("Over");
    }

    @Test
    void what_a_lost_answer_left_is_found_when_it_is_asked_for_again() {
        reserve(2);
        at(FROM);
        scheduler.forgetful(true);
        assertThat(reconcile()).isAfter(FROM);
        assertThat(facts().stage()).isEqualTo(Stage.ASKING);
        assertThat(scheduler.claims()).hasSize(2);
        assertThat(check.round() + check.round()).as("they are no leak").isZero();
        scheduler.forgetful(false);
        clock.advance(Duration.ofMinutes(1));
        assertThat(reconcile()).isEqualTo(UNTIL);
        assertThat(status().phase()).isEqualTo("Held");
    }

    @Test
    void deleting_it_gives_back_what_no_machine_has_and_then_lets_it_go() {
        reserve(2);
        at(FROM);
        assertThat(reconcile()).isEqualTo(UNTIL);
        reservations.change(UID, facts -> facts.taken(1, "web"));
        assertThat(scheduler.release(new Piece(UID, 1).holder(), 9)).isTrue();
        delete();
        scheduler.down(true);
        assertThat(reserving.reconcile(UID)).isPresent();
        assertThat(facts().stage()).isEqualTo(Stage.ENDING);
        assertThat(status().phase()).isEqualTo("Over");
        scheduler.down(false);
        assertThat(reserving.reconcile(UID)).isEmpty();
        assertThat(scheduler.claims()).isEmpty();
        assertThat(reservations.find(UID)).isEmpty();
    }

    @Test
    void pieces_of_one_that_is_gone_are_found_in_the_second_round() {
        reserve(2);
        at(FROM);
        assertThat(reconcile()).isEqualTo(UNTIL);
        assertThat(check.round() + check.round()).isZero();
        reservations.forget(UID);
        assertThat(check.round()).isZero();
        assertThat(check.round()).isEqualTo(2);
        assertThat(scheduler.claims()).isEmpty();
    }

    @Test
    void a_piece_under_its_own_name_that_a_machine_has_taken_is_a_leak() {
        reserve(2);
        at(FROM);
        assertThat(reconcile()).isEqualTo(UNTIL);
        reservations.change(UID, facts -> facts.taken(2, "web"));
        assertThat(check.round()).isZero();
        assertThat(check.round()).isEqualTo(1);
        assertThat(scheduler.claims()).containsOnlyKeys(new Piece(UID, 1).holder());
    }

    @Test
    void a_piece_that_nobody_holds_is_written_off_in_the_second_round() {
        reserve(2);
        at(FROM);
        assertThat(reconcile()).isEqualTo(UNTIL);
        assertThat(scheduler.release(new Piece(UID, 2).holder(), 9)).isTrue();
        assertThat(check.round()).isZero();
        assertThat(status().used()).isZero();
        assertThat(check.round()).isZero();
        assertThat(facts().taken()).containsOnlyKeys("2");
        assertThat(status().held()).isEqualTo(1);
    }
}
