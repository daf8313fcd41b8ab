package io.cairn.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.adapter.jdbc.StoredReservations;
import io.cairn.vm.domain.Dimension;
import io.cairn.vm.domain.Layout;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.reservation.Piece;
import io.cairn.vm.domain.reservation.ReservationFacts;
import io.cairn.vm.domain.reservation.ReservationSpec;
import io.cairn.vm.domain.reservation.ReservationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** What reservations, and machines that take a piece of them, count against the quota of a project, on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReservationQuotaTest {
    private static final ReservationFacts.Size NANO = new ReservationFacts.Size(1, 128, 2_048, Layout.SHARED, 0);
    private static final VmSpec.DeviceSpec GPU = new VmSpec.DeviceSpec("gpu", Optional.of("h200"), 1, Optional.empty(),
            List.of(), Optional.empty());

    private Bureau bureau;
    /** A project of its own for each test. */
    private String project = "";

    @BeforeAll
    void open() throws Exception {
        bureau = new Bureau(0);
    }

    @AfterAll
    void close() throws Exception {
        bureau.close();
    }

    @BeforeEach
    void begin(TestInfo test) {
        project = "p" + Integer.toHexString(test.getDisplayName().hashCode());
    }

    private Resource<ReservationSpec, ReservationFacts, ReservationStatus> reserve(String name, int count,
            Optional<Duration> in) {
        var now = bureau.clock.instant();
        return bureau.compute.storedReservations()
                .create(Bureau.key(project, name), Map.of(), List.of(),
                        new ReservationSpec(Optional.of("c1.nano"), Optional.empty(), Optional.empty(), List.of(GPU),
                                Optional.empty(), count, in.map(now::plus), now.plus(Duration.ofDays(9))));
    }

    private void until(String uid, Instant until) {
        assertThat(bureau.compute.storedReservations()
                .changeSpec(uid, "test", spec -> new ReservationSpec(spec.instanceType(), spec.resources(),
                        spec.rootDisk(), spec.devices(), spec.placement(), spec.count(), spec.from(), until)))
                .isPresent();
    }

    private void change(String uid, java.util.function.UnaryOperator<ReservationFacts> change) {
        assertThat(bureau.compute.reservations().change(uid, change)).isPresent();
    }

    private String machine(String name, String reservation) {
        var plain = Machines.spec(VmSpec.RunStrategy.ALWAYS);
        var placement = new VmSpec.PlacementSpec(Map.of(), Optional.empty(), Optional.empty(), List.of(), List.of(),
                List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(reservation));
        return bureau.machines()
                .create(Bureau.key(project, name), Map.of(), List.of(), new VmSpec(plain.runStrategy(),
                        plain.instanceType(), plain.resources(), plain.image(), plain.rootDisk(), List.of(GPU),
                        plain.networks(), plain.sshKeys(), plain.userData(), Optional.of(placement), 0))
                .uid();
    }

    private void place(String machine, Piece piece) {
        assertThat(bureau.compute.vms()
                .change(machine, facts -> facts.withPinned(new VmFacts.Pinned(1, 128, 2_048, Machines.PINNED.image()))
                        .placedOn(new VmFacts.Place("node-1", 1, List.of(), List.of(), Optional.of(piece), ""))))
                .isPresent();
    }

    private Map<String, Long> used() {
        var used = bureau.compute.quotas().used("default", project);
        return Map.of("machines", used.getOrDefault(Dimension.MACHINES, 0L), "cpus",
                used.getOrDefault(Dimension.CPUS, 0L), "memory", used.getOrDefault(Dimension.MEMORY, 0L), "gpus",
                used.getOrDefault(Dimension.devices("gpu", "h200"), 0L) / Dimension.WHOLE_DEVICE);
    }

    private static Map<String, Long> sum(long machines, long pieces) {
        return Map.of("machines", machines, "cpus", pieces, "memory", 128 * pieces, "gpus", pieces);
    }

    @Test
    void what_is_held_counts_and_a_machine_that_takes_a_piece_of_it_is_not_counted_twice() {
        var uid = reserve("train", 3, Optional.empty()).uid();
        assertThat(used()).as("from the moment it is made").isEqualTo(sum(0, 3));
        change(uid, facts -> facts.asking(NANO).held());
        assertThat(used()).isEqualTo(sum(0, 3));
        var web = machine("web", "train");
        assertThat(used()).as("its room is the piece's").isEqualTo(sum(1, 3));
        place(web, new Piece(uid, 2));
        assertThat(used()).isEqualTo(sum(1, 3));
        assertThat(bureau.compute.reservations().find(uid).orElseThrow().facts().taken()).isEqualTo(Map.of("2", "web"));
        place(web, new Piece(uid, 2));
        assertThat(used()).as("recorded twice").isEqualTo(sum(1, 3));
        bureau.compute.vms().forget(web);
        assertThat(used()).as("a piece is taken once").isEqualTo(sum(0, 2));
        change(uid, facts -> facts.ending().over());
        assertThat(used()).isEqualTo(sum(0, 0));
    }

    @Test
    void one_that_begins_later_counts_when_its_time_comes() {
        var uid = reserve("later", 3, Optional.of(Duration.ofDays(1))).uid();
        assertThat(used()).isEqualTo(sum(0, 0));
        change(uid, facts -> facts.asking(NANO));
        assertThat(used()).isEqualTo(sum(0, 3));
        change(uid, facts -> facts.ending().over());
        assertThat(used()).isEqualTo(sum(0, 0));
    }

    @Test
    void what_is_too_much_for_the_quota_is_refused_when_it_is_made_or_when_its_time_comes() {
        assertThat(bureau.compute.projectQuotas()
                .create(Bureau.key(project, "limits"), Map.of(), List.of(), Limit.of().memory(256).spec())
                .uid()).isNotEmpty();
        assertThatThrownBy(() -> reserve("now", 3, Optional.empty())).isInstanceOf(Refusal.class)
                .hasMessageContaining("reservations.compute.cairn.io \"now\" is forbidden: exceeded quota: memory of")
                .hasMessageContaining("used 0Gi, limit 256Mi, asked 384Mi");
        var uid = reserve("later", 3, Optional.of(Duration.ofDays(1))).uid();
        assertThatThrownBy(() -> bureau.compute.reservations().change(uid, facts -> facts.asking(NANO)))
                .isInstanceOf(Refusal.class);
        assertThat(bureau.compute.reservations().find(uid).orElseThrow().facts()).isEqualTo(ReservationFacts.NONE);
        assertThat(used()).isEqualTo(sum(0, 0));
    }

    @Test
    void a_machine_whose_reservation_holds_nothing_takes_no_room_of_the_quota() {
        var web = machine("web", "nothing");
        assertThat(used()).isEqualTo(sum(1, 0));
        bureau.compute.vms().forget(web);
        assertThat(used()).isEqualTo(sum(0, 0));
    }

    @Test
    void its_end_is_at_most_a_year_ahead_moves_while_it_is_not_over_and_is_in_the_future() {
        var now = bureau.clock.instant();
        var uid = reserve("train", 1, Optional.of(Duration.ofDays(1))).uid();
        until(uid, now.plus(Duration.ofDays(300)));
        assertThatThrownBy(() -> until(uid, now.plus(Duration.ofDays(400)))).isInstanceOf(Refusal.class)
                .hasMessageContaining("spec.until")
                .hasMessageContaining("must be at most a year ahead");
        assertThatThrownBy(() -> until(uid, now.plus(Duration.ofHours(1)))).isInstanceOf(Refusal.class)
                .hasMessageContaining("must be after spec.from");
        change(uid, facts -> facts.ending());
        assertThatThrownBy(() -> until(uid, now.plus(Duration.ofDays(200)))).isInstanceOf(Refusal.class)
                .hasMessageContaining("is over: make another one");
        bureau.clock.advance(Duration.ofDays(20));
        assertThatThrownBy(() -> bureau.compute.storedReservations()
                .create(Bureau.key(project, "past"), Map.of(), List.of(), new ReservationSpec(Optional.of("c1.nano"),
                        Optional.empty(), Optional.empty(), List.of(), Optional.empty(), 1, Optional.empty(), now)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("must be in the future");
    }

    @Test
    void letting_it_go_gives_back_what_it_counts_for() {
        var uid = reserve("train", 2, Optional.empty()).uid();
        change(uid, facts -> facts.asking(NANO).held());
        assertThat(bureau.compute.storedReservations().delete(uid)).isPresent();
        assertThat(bureau.compute.reservations().find(uid).orElseThrow().metadata().finalizers())
                .containsExactly(StoredReservations.FINALIZER);
        assertThat(used()).isEqualTo(sum(0, 2));
        bureau.compute.reservations().forget(uid);
        assertThat(used()).isEqualTo(sum(0, 0));
        assertThat(bureau.compute.reservations().find(uid)).isEmpty();
    }
}
