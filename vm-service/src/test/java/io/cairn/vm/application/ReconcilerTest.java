package io.cairn.vm.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.vm.Machines;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final String UID = Machines.uid(1);

    private final MovingClock clock = new MovingClock();
    private final MemoryVms vms = new MemoryVms();
    private final MemoryScheduler scheduler = new MemoryScheduler(Map.of(Machines.NODE, 1));
    private final List<String> pushed = new ArrayList<>();
    private final Reconciler reconciler = new Reconciler(vms, scheduler,
            new Pinning(new World.OneImage(), new World.OneType()), new Redemptions(new MemoryReservations()),
            pushed::add, clock);
    private final Observing observing = new Observing(vms, new MemoryWork());

    private VmFacts facts() {
        return vms.find(UID).orElseThrow().facts();
    }

    private void reconcile() {
        assertThat(reconciler.reconcile(UID).isPresent()).isEqualTo(vms.find(UID).isPresent());
    }

    private void report(VmFacts.Seen seen) {
        observing.report(Machines.NODE, Map.of(UID, seen));
    }

    @Test
    void a_new_machine_is_pinned_claimed_placed_and_sent_to_its_node_in_one_go() {
        vms.create(UID, VmSpec.RunStrategy.ALWAYS);
        reconcile();
        assertThat(facts().place()).contains(Machines.PLACE);
        assertThat(facts().epoch()).isEqualTo(1);
        assertThat(pushed).containsExactly(Machines.NODE);
        reconcile();
        assertThat(facts().epoch()).as("a second look places nothing anew").isEqualTo(1);
    }

    private static Scheduler.Ask ask(String uid) {
        return new Scheduler.Ask(vmKey(), uid, 1, Map.of(), Machines.spec(VmSpec.RunStrategy.ALWAYS), Machines.PINNED,
                Machines.T0);
    }

    @Test
    void a_refusal_is_kept_as_trouble_tried_again_later_and_shown() {
        scheduler.claim(ask(Machines.uid(9)));
        vms.create(UID, VmSpec.RunStrategy.ALWAYS);
        reconcile();
        assertThat(facts().trouble()).hasValueSatisfying(trouble -> {
            assertThat(trouble.reason()).isEqualTo("NoNodeFits");
            assertThat(trouble.retryAt()).isAfter(clock.instant());
        });
        assertThat(vms.find(UID).orElseThrow().status().condition("Scheduled").orElseThrow().message())
                .contains("1 nodes are full. Add a node");
        assertThat(scheduler.release(Machines.uid(9), 1)).isTrue();
        reconcile();
        assertThat(facts().place()).as("not before its time").isEmpty();
        clock.advance(Duration.ofMinutes(1));
        reconcile();
        assertThat(facts().place()).isPresent();
        assertThat(facts().trouble()).isEmpty();
    }

    private static io.cairn.resource.domain.ObjectKey vmKey() {
        return Machines.metadata(UID, 1, false).key();
    }

    @Test
    void a_claim_whose_answer_was_lost_is_found_again_or_given_back() {
        scheduler.forgetful(true);
        vms.create(UID, VmSpec.RunStrategy.ALWAYS);
        reconcile();
        assertThat(facts().place()).isEmpty();
        assertThat(scheduler.claims()).containsEntry(UID, Machines.NODE);
        scheduler.forgetful(false);
        vms.strategy(UID, VmSpec.RunStrategy.HALTED);
        clock.advance(Duration.ofMinutes(1));
        reconcile();
        assertThat(scheduler.claims()).as("halted before it was placed: nothing is held").isEmpty();
        vms.strategy(UID, VmSpec.RunStrategy.ALWAYS);
        reconcile();
        assertThat(facts().place()).isPresent();
    }

    @Test
    void a_machine_that_is_deleted_before_it_was_placed_leaves_no_claim() {
        scheduler.forgetful(true);
        vms.create(UID, VmSpec.RunStrategy.ALWAYS);
        reconcile();
        scheduler.forgetful(false);
        vms.delete(UID);
        clock.advance(Duration.ofMinutes(1));
        reconcile();
        assertThat(vms.find(UID)).isEmpty();
        assertThat(scheduler.claims()).isEmpty();
    }

    @Test
    void a_claim_granted_while_another_replica_let_the_machine_go_is_given_back_at_once() {
        vms.create(UID, VmSpec.RunStrategy.ALWAYS);
        scheduler.meanwhile.add(() -> {
            vms.delete(UID);
            reconcile();
        });
        reconcile();
        assertThat(vms.find(UID)).isEmpty();
        assertThat(scheduler.claims()).isEmpty();
    }

    @Test
    void a_replica_that_withdraws_late_does_not_take_away_the_claim_of_a_newer_wish() {
        scheduler.forgetful(true);
        vms.create(UID, VmSpec.RunStrategy.MANUAL);
        vms.change(UID, facts -> facts.powered(true, false));
        reconcile();
        scheduler.forgetful(false);
        vms.change(UID, facts -> facts.powered(false, true));
        scheduler.meanwhile.add(() -> {
            vms.change(UID, facts -> facts.powered(true, false).troubled(java.util.Optional.empty()));
            reconcile();
        });
        clock.advance(Duration.ofMinutes(1));
        reconcile();
        assertThat(facts().place()).contains(Machines.PLACE);
        assertThat(scheduler.claims()).containsEntry(UID, Machines.NODE);
    }

    @Test
    void a_delete_right_after_a_start_waits_for_the_node_to_have_taken_in_the_delete() {
        vms.create(UID, VmSpec.RunStrategy.ALWAYS);
        reconcile();
        vms.strategy(UID, VmSpec.RunStrategy.HALTED);
        report(Machines.seen(VmFacts.State.ABSENT, 1, 2, 1, VmFacts.Exit.NONE));
        vms.strategy(UID, VmSpec.RunStrategy.ALWAYS);
        // The node is told to run it, and does; its report is still on the way.
        reconcile();
        vms.delete(UID);
        reconcile();
        assertThat(scheduler.claims()).as("absent at generation 2 proves nothing at 4").containsKey(UID);
        report(Machines.seen(VmFacts.State.ABSENT, 1, Long.MAX_VALUE, 0, VmFacts.Exit.NONE));
        reconcile();
        assertThat(scheduler.claims()).isEmpty();
        assertThat(vms.find(UID)).isEmpty();
    }

    @Test
    void a_machine_that_is_halted_again_at_once_is_not_called_stopped_on_an_old_report() {
        vms.create(UID, VmSpec.RunStrategy.ALWAYS);
        reconcile();
        vms.strategy(UID, VmSpec.RunStrategy.HALTED);
        report(Machines.seen(VmFacts.State.ABSENT, 1, 2, 1, VmFacts.Exit.NONE));
        assertThat(vms.find(UID).orElseThrow().status().phase()).isEqualTo("Stopped");
        vms.strategy(UID, VmSpec.RunStrategy.ALWAYS);
        vms.strategy(UID, VmSpec.RunStrategy.HALTED);
        assertThat(vms.find(UID).orElseThrow().status().phase()).isEqualTo("Stopping");
    }

    @Test
    void silence_of_a_node_changes_nothing_but_what_is_known() {
        vms.put(Machines.metadata(UID, 1, false), Machines.spec(VmSpec.RunStrategy.ALWAYS), Machines.running());
        vms.change(UID, facts -> facts.silent(clock.instant()));
        for (var attempt = 0; attempt < 5; attempt++) {
            clock.advance(Duration.ofHours(1));
            reconcile();
        }
        vms.delete(UID);
        reconcile();
        assertThat(facts().place()).contains(Machines.PLACE);
        assertThat(facts().epoch()).isEqualTo(1);
        assertThat(pushed).isEmpty();
        assertThat(scheduler.claims()).isEmpty();
        assertThat(vms.find(UID).orElseThrow().status().powerState()).isEqualTo("Unknown");
    }

    @Test
    void reports_of_another_epoch_another_node_or_an_older_generation_are_set_aside() {
        var now = Machines.running();
        vms.put(Machines.metadata(UID, 3, false), Machines.spec(VmSpec.RunStrategy.ALWAYS), now);
        report(Machines.seen(VmFacts.State.RUNNING, 1, 3, 1, VmFacts.Exit.NONE));
        var known = facts();
        report(Machines.seen(VmFacts.State.ABSENT, 0, 3, 1, VmFacts.Exit.NONE));
        report(Machines.seen(VmFacts.State.ABSENT, 2, 3, 1, VmFacts.Exit.NONE));
        report(Machines.seen(VmFacts.State.OFF, 1, 2, 1, VmFacts.Exit.CRASHED));
        observing.report("node-2", Map.of(UID, Machines.seen(VmFacts.State.ABSENT, 1, 3, 1, VmFacts.Exit.NONE)));
        assertThat(facts()).isEqualTo(known);
        report(Machines.seen(VmFacts.State.OFF, 1, 3, 1, VmFacts.Exit.CRASHED));
        assertThat(facts().seen().orElseThrow().state()).isEqualTo(VmFacts.State.OFF);
    }

    @Test
    void what_a_report_does_not_name_is_not_known_to_be_absent_but_the_node_was_heard() {
        vms.put(Machines.metadata(UID, 1, false), Machines.spec(VmSpec.RunStrategy.ALWAYS), Machines.running());
        vms.change(UID, facts -> facts.silent(clock.instant()));
        observing.report(Machines.NODE, Map.of());
        assertThat(facts()).isEqualTo(Machines.running());
    }

    @Test
    void claims_without_a_machine_are_found_in_the_second_round_and_others_are_left_alone() {
        vms.create(UID, VmSpec.RunStrategy.ALWAYS);
        reconcile();
        var wide = new MemoryScheduler(Map.of(Machines.NODE, 9));
        wide.claim(ask(UID));
        wide.claim(ask(Machines.uid(5)));
        var check = new CrossCheck(vms, new MemoryReservations(), wide);
        assertThat(check.round()).isZero();
        assertThat(check.round()).isEqualTo(1);
        assertThat(check.round()).isZero();
        assertThat(wide.claims()).containsOnlyKeys(UID);
    }

    private VmFacts facts(String uid) {
        return vms.find(uid).orElseThrow().facts();
    }

    @Test
    void who_has_to_go_is_told_shut_down_and_parked_and_only_then_the_other_one_is_placed() {
        var spot = Machines.uid(2);
        vms.create(spot, VmSpec.RunStrategy.ALWAYS);
        assertThat(reconciler.reconcile(spot)).isPresent();
        observing.report(Machines.NODE,
                Map.of(spot, Machines.seen(VmFacts.State.RUNNING, 1, 1, 1, VmFacts.Exit.NONE)));
        scheduler.victims(
                new Scheduler.Victim(spot, facts(spot).place().orElseThrow().claimId(), Duration.ofSeconds(30)));
        vms.create(UID, VmSpec.RunStrategy.ALWAYS);
        reconcile();
        assertThat(facts(spot).is(VmFacts.Stage.NOTICE)).isTrue();
        assertThat(reconciler.reconcile(spot)).as("looked at when its notice is over")
                .hasValue(
                        facts(spot).preempted().orElseThrow().offAt());
        clock.advance(Duration.ofSeconds(31));
        reconcile();
        assertThat(facts().place()).as("the other one runs yet").isEmpty();
        assertThat(reconciler.reconcile(spot)).isPresent();
        assertThat(facts(spot).is(VmFacts.Stage.LEAVING)).isTrue();
        observing.report(Machines.NODE, Map.of(spot, Machines.seen(VmFacts.State.OFF, 1, 1, 1, VmFacts.Exit.NONE)));
        assertThat(reconciler.reconcile(spot)).as("a report of the run before proves nothing").isPresent();
        assertThat(scheduler.parked(spot)).isFalse();
        observing.report(Machines.NODE, Map.of(spot, Machines.seen(VmFacts.State.OFF, 1, 1, 2, VmFacts.Exit.NONE)));
        scheduler.down(true);
        assertThat(reconciler.reconcile(spot)).isPresent();
        assertThat(facts(spot).trouble()).isPresent();
        scheduler.down(false);
        clock.advance(Duration.ofSeconds(31));
        assertThat(reconciler.reconcile(spot)).isPresent();
        assertThat(scheduler.parked(spot)).isTrue();
        assertThat(facts(spot).is(VmFacts.Stage.PARKED)).isTrue();
        clock.advance(Duration.ofSeconds(31));
        reconcile();
        assertThat(facts().place()).isPresent();
    }

    private static VmSpec failingOver(VmSpec.RunStrategy strategy) {
        var site = new VmSpec.SiteSpec(List.of(), List.of(), Optional.empty(), true);
        var plain = Machines.spec(strategy);
        return new VmSpec(strategy, plain.instanceType(), plain.resources(), plain.image(), plain.rootDisk(), List.of(),
                List.of(), List.of(), plain.userData(),
                Optional.of(new VmSpec.PlacementSpec(Map.of(), Optional.empty(), Optional.empty(), List.of(), List.of(),
                        List.of(), Optional.empty(), Optional.empty(), Optional.of(site), Optional.empty(),
                        Optional.empty())),
                0);
    }

    @Test
    void a_machine_of_a_lost_site_is_made_anew_elsewhere_if_its_owner_agreed_and_not_before_its_node_is_silent() {
        var wide = new MemoryScheduler(Map.of(Machines.NODE, 9, "other", 9));
        var both = new Reconciler(vms, wide, new Pinning(new World.OneImage(), new World.OneType()),
                new Redemptions(new MemoryReservations()), pushed::add, clock);
        var stays = Machines.uid(2);
        var off = Machines.uid(3);
        vms.put(Machines.metadata(UID, 1, false), failingOver(VmSpec.RunStrategy.ALWAYS), Machines.running());
        vms.create(stays, VmSpec.RunStrategy.ALWAYS);
        vms.put(Machines.metadata(off, 1, false), failingOver(VmSpec.RunStrategy.HALTED), Machines.running());
        wide.lose(Machines.NODE);
        vms.change(stays, _ -> Machines.running());
        assertThat(both.reconcile(UID)).isPresent();
        assertThat(facts().place()).as("its node is heard").contains(Machines.PLACE);
        for (var uid : List.of(UID, stays, off)) {
            vms.change(uid, facts -> facts.silent(clock.instant()));
        }
        wide.forgetful(true);
        assertThat(both.reconcile(UID)).as("the answer was lost").isPresent();
        assertThat(facts().place()).contains(Machines.PLACE);
        wide.forgetful(false);
        assertThat(both.reconcile(UID)).isPresent();
        assertThat(facts().place().orElseThrow().node()).isEqualTo("other");
        assertThat(facts().epoch()).as("a late word of the lost node is of an older epoch").isEqualTo(2);
        assertThat(facts().run()).as("a late repeat gives back nothing of the new claim").isEqualTo(2);
        assertThat(wide.claims()).containsEntry(UID, "other");
        for (var uid : List.of(stays, off)) {
            assertThat(both.reconcile(uid)).isPresent();
            assertThat(facts(uid).place()).as("nobody asked for that").contains(Machines.PLACE);
        }
    }

    @Test
    void a_machine_of_a_lost_site_that_is_deleted_is_let_go() {
        vms.put(Machines.metadata(UID, 1, true), failingOver(VmSpec.RunStrategy.ALWAYS),
                Machines.running().silent(clock.instant()));
        assertThat(reconciler.reconcile(UID)).as("it may run on").isPresent();
        scheduler.lose(Machines.NODE);
        assertThat(reconciler.reconcile(UID)).isEmpty();
    }

    @Test
    void a_wake_makes_what_waits_due_and_nothing_else() {
        scheduler.claim(ask(Machines.uid(9)));
        vms.create(UID, VmSpec.RunStrategy.ALWAYS);
        reconcile();
        var waits = facts();
        assertThat(waits.due(clock.instant()).trouble().orElseThrow().retryAt()).isEqualTo(clock.instant());
        assertThat(waits.due(clock.instant()).due(clock.instant())).isEqualTo(waits.due(clock.instant()));
        assertThat(Machines.running().due(clock.instant())).isEqualTo(Machines.running());
    }
}
