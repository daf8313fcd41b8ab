package io.cairn.vm.domain.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.Machines;
import io.cairn.vm.domain.Layout;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedemptionTest {
    private static final Instant UNTIL = Machines.T0.plusSeconds(600);
    private static final ReservationFacts.Size SIZE = new ReservationFacts.Size(4, 1024, 2048, Layout.SHARED, 100);
    private static final ReservationFacts HELD = ReservationFacts.NONE.asking(SIZE).held();

    private static VmSpec.DeviceSpec gpus(int count) {
        return new VmSpec.DeviceSpec("gpu", Optional.of("h200"), count, Optional.empty(), List.of(),
                Optional.empty());
    }

    private static Redemption ask(ReservationFacts facts, int cpus, long memoryMib, long diskMib, int gpus) {
        var plain = Machines.spec(VmSpec.RunStrategy.ALWAYS);
        var machine = new VmSpec(plain.runStrategy(), plain.instanceType(), plain.resources(), plain.image(),
                plain.rootDisk(), gpus == 0 ? List.of() : List.of(gpus(gpus)), plain.networks(), plain.sshKeys(),
                plain.userData(), plain.placement(), 0);
        return Redemption.of("train", "team-a", Optional.of(reservation(facts, Optional.empty())), machine,
                new VmFacts.Pinned(cpus, memoryMib, diskMib, Machines.PINNED.image()));
    }

    private static Reservation reservation(ReservationFacts facts, Optional<Instant> deletion) {
        return new Reservation(new Metadata(new ObjectKey("default", "team-a", "train"), "r-uid", 1, 1, Machines.T0,
                deletion, Map.of(), Map.of(), List.of(), List.of(), "[]"),
                new ReservationSpec(Optional.of("c4"), Optional.empty(), Optional.empty(), List.of(gpus(2)),
                        Optional.empty(), 2, Optional.empty(), UNTIL),
                facts);
    }

    private static Redemption.Closed closed(Redemption redemption) {
        assertThat(redemption).isInstanceOf(Redemption.Closed.class);
        return (Redemption.Closed) redemption;
    }

    private static Redemption.Closed when(UnaryOperator<ReservationFacts> change) {
        return closed(ask(change.apply(HELD), 1, 1, 1, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            4 | 1024 | 2048 | 2 |
                                            1 | 128  | 16   | 0 |
                                            5 | 1024 | 2048 | 2 | It asks for 5 vCPUs, and a piece of reservation train has 4 vCPUs
                                            4 | 1025 | 2048 | 2 | It asks for 1025 MiB of memory, and a piece of reservation train has 1024 MiB of memory
                                            4 | 1024 | 2049 | 2 | It asks for a root disk of 2049 MiB, and a piece of reservation train has a root disk of 2048 MiB
                                            4 | 1024 | 2048 | 3 | It asks for 3 x h200, and a piece of reservation train has 2 x h200
                                            """)
    void what_is_no_larger_than_a_piece_in_anything_may_have_one(int cpus, long memoryMib, long diskMib, int gpus,
            String refusal) {
        var found = ask(HELD, cpus, memoryMib, diskMib, gpus);
        if (refusal == null) {
            assertThat(found).isEqualTo(new Redemption.Open("r-uid"));
        } else {
            assertThat(closed(found).message()).isEqualTo(refusal);
            assertThat(closed(found).reason()).isEqualTo("ReservationDoesNotFit");
        }
    }

    @Test
    void a_machine_with_more_bandwidth_than_a_piece_gets_none() {
        var faster = new VmFacts.Pinned(1, 128, 16, Machines.PINNED.image(), Layout.SHARED, 101);
        var reservation = Optional.of(reservation(HELD, Optional.empty()));
        assertThat(closed(Redemption.of("train", "team-a", reservation, Machines.spec(VmSpec.RunStrategy.ALWAYS),
                faster)).message()).isEqualTo(
                        "It asks for 101 Mbit/s of bandwidth, and a piece of reservation train has 100 Mbit/s of bandwidth");
    }

    @Test
    void whoever_gets_nothing_is_told_which_reservation_and_the_way_out() {
        var absent = closed(Redemption.of("train", "team-a", Optional.empty(),
                Machines.spec(VmSpec.RunStrategy.ALWAYS), Machines.PINNED));
        assertThat(absent.message()).isEqualTo("There is no reservation train in namespace team-a");
        assertThat(absent.nextStep()).isEqualTo(
                "Create it, or make the machine anew without placement.reservation");
        assertThat(when(_ -> ReservationFacts.NONE).message())
                .isEqualTo("Reservation train holds room from 2026-01-01T00:00:00Z on");
        var trouble = new VmFacts.Trouble("NoNodeFits", "0 of 2 nodes fit", "Add a node", 1, Machines.T0);
        var missing = when(_ -> ReservationFacts.NONE.asking(SIZE).troubled(trouble));
        assertThat(missing.reason()).isEqualTo("ReservationShort");
        assertThat(missing.message()).isEqualTo("Reservation train holds nothing yet: 0 of 2 nodes fit");
        assertThat(missing.nextStep()).isEqualTo("The machine is placed by itself once it does. Add a node");
        assertThat(when(facts -> facts.taken(1, "a").taken(2, "b")).message())
                .isEqualTo("All 2 pieces of reservation train are taken");
        assertThat(when(facts -> facts.ending()).reason()).isEqualTo("ReservationOver");
        assertThat(when(facts -> facts.over()).message()).isEqualTo("Reservation train is over");
    }

    @Test
    void one_that_is_being_deleted_is_over() {
        assertThat(closed(Redemption.of("train", "team-a", Optional.of(reservation(HELD, Optional.of(UNTIL))),
                Machines.spec(VmSpec.RunStrategy.ALWAYS), Machines.PINNED)).reason()).isEqualTo("ReservationOver");
    }

    @Test
    void only_what_is_held_for_nobody_is_booked() {
        var spec = reservation(HELD, Optional.empty()).spec();
        assertThat(ReservationFacts.NONE.charge(spec)).isEmpty();
        var whole = HELD.charge(spec).orElseThrow();
        var half = HELD.taken(1, "a").charge(spec).orElseThrow();
        assertThat(half.times(2)).isEqualTo(whole);
        assertThat(HELD.taken(1, "a").taken(1, "b").charge(spec)).contains(half);
        assertThat(HELD.taken(1, "a").taken(2, "b").charge(spec)).isEmpty();
        assertThat(HELD.ending().charge(spec)).as("until it is given back").contains(whole);
        assertThat(HELD.over().charge(spec)).isEmpty();
    }

    @Test
    void a_piece_is_told_from_a_machine_by_its_name() {
        assertThat(Piece.held(new Piece("r-uid", 17).holder())).contains(new Piece("r-uid", 17));
        assertThat(Piece.held(Machines.uid(1))).isEmpty();
        assertThat(Piece.held("reservation/r-uid/0")).isEmpty();
        assertThat(Piece.held("reservation//1")).isEmpty();
    }
}
