package io.cairn.vm.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.domain.Condition;
import io.cairn.vm.Machines;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What holds for all facts there can be: nothing throws, and the laws follow from the facts alone. */
class VmOfFactsTest {
    private static final long EPOCH = 3;
    private static final long GENERATION = 5;
    private static final long RUN = 4;
    private static final Set<String> PHASES = Set.of("Pending", "Scheduling", "Preparing", "Starting", "Running",
            "Pausing", "Paused", "Resuming", "Restarting", "Stopping", "Stopped", "Completed", "Failing", "Unknown",
            "Deleting", "Preempted");

    private record Case(VmSpec.RunStrategy strategy, boolean deleting, VmFacts facts) {
        Vm vm() {
            return Vm.of(Machines.metadata(Machines.uid(1), GENERATION, deleting), Machines.spec(strategy), facts);
        }

        VmStatus status() {
            return StatusOfVm.status(Machines.metadata(Machines.uid(1), GENERATION, deleting), Machines.spec(strategy),
                    facts);
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(Arbitraries.of(VmSpec.RunStrategy.class), Arbitraries.of(true, false), facts())
                .as(Case::new);
    }

    private record Rest(boolean asking, long paused) {}

    private static Arbitrary<VmFacts> facts() {
        var trouble = new VmFacts.Trouble("NoNodeFits", "1 node: 1 memory", "Add a node", 2, Machines.T0);
        Arbitrary<Optional<Boolean>> power = Arbitraries.of(Optional.empty(), Optional.of(true), Optional.of(false));
        Arbitrary<Optional<Instant>> silent = Arbitraries.of(Optional.empty(), Optional.of(Machines.T0));
        Arbitrary<Optional<VmFacts.Trouble>> troubles = Arbitraries.of(Optional.empty(), Optional.of(trouble));
        Arbitrary<Optional<VmFacts.Place>> places = Arbitraries.of(Optional.empty(), Optional.of(Machines.PLACE));
        return Combinators
                .combine(Arbitraries.of(true, false), places, power, seen().optional(), silent, troubles,
                        Combinators.combine(Arbitraries.of(true, false), Arbitraries.of(0L, (long) RUN)).as(Rest::new),
                        Arbitraries.of(VmFacts.Stage.class).optional())
                .as((pinned, place, on, seen, since, problem, rest, stage) -> new VmFacts(
                        pinned || place.isPresent() ? Optional.of(Machines.PINNED) : Optional.empty(), place, EPOCH,
                        RUN, on, seen, since, problem, java.util.Map.of(), rest.asking(), rest.paused(),
                        stage.filter(_ -> place.isPresent())
                                .map(s -> new VmFacts.Preempted(s, Machines.T0, Machines.T0))));
    }

    private static Arbitrary<VmFacts.Seen> seen() {
        var problem = new VmFacts.Problem("HypervisorRefused", "it was told to");
        Arbitrary<Optional<VmFacts.Problem>> problems = Arbitraries.of(Optional.empty(), Optional.of(problem));
        return Combinators
                .combine(Arbitraries.of(VmFacts.State.class), Arbitraries.longs().between(EPOCH - 1, EPOCH),
                        Arbitraries.longs().between(GENERATION - 1, GENERATION),
                        Arbitraries.longs().between(RUN - 1, RUN), Arbitraries.longs().between(0, 2),
                        Arbitraries.of(VmFacts.Exit.class), problems)
                .as((state, epoch, generation, run, starts, exit, trouble) -> new VmFacts.Seen(state, epoch, generation,
                        run, starts, exit, "", Optional.empty(), List.of(), trouble, 0, ""));
    }

    @Property(tries = 5_000)
    void a_claim_is_given_back_only_when_the_node_said_at_this_epoch_and_after_the_removal_that_nothing_is_left(
            @ForAll("cases") Case given) {
        if (given.vm().next() instanceof Action.Release) {
            var seen = given.facts().seen().orElseThrow();
            assertThat(given.deleting()).isTrue();
            assertThat(given.facts().silentSince()).isEmpty();
            assertThat(seen.state()).isEqualTo(VmFacts.State.ABSENT);
            assertThat(seen.epoch()).isEqualTo(EPOCH);
            assertThat(seen.generation()).isEqualTo(GENERATION);
        }
    }

    @Property(tries = 5_000)
    void room_is_given_up_only_when_the_node_said_that_the_machine_is_off_in_the_run_that_ended_the_notice(
            @ForAll("cases") Case given) {
        if (given.vm().next() instanceof Action.Park) {
            var seen = given.facts().seen().orElseThrow();
            assertThat(given.facts().is(VmFacts.Stage.LEAVING)).isTrue();
            assertThat(given.facts().silentSince()).isEmpty();
            assertThat(seen.state()).isIn(VmFacts.State.OFF, VmFacts.State.ABSENT);
            assertThat(seen.epoch()).isEqualTo(EPOCH);
            assertThat(seen.run()).isGreaterThanOrEqualTo(RUN);
        }
    }

    @Property(tries = 5_000)
    void who_gave_up_its_room_runs_only_when_it_has_it_again(@ForAll("cases") Case given) {
        if (given.facts().is(VmFacts.Stage.LEAVING) || given.facts().is(VmFacts.Stage.PARKED)) {
            assertThat(given.vm().intent()).isNotInstanceOf(Vm.Intent.Run.class);
            assertThat(given.vm().next()).isNotInstanceOfAny(Action.EnsureRunning.class, Action.EnsurePaused.class);
        }
    }

    @Test
    void each_step_of_making_room_is_taken_once_and_asks_for_a_newer_run() {
        var runs = Machines.running();
        var told = runs.noticed(Machines.PLACE.claimId(), Machines.T0, Machines.T0.plusSeconds(30));
        assertThat(runs.noticed(Machines.PLACE.claimId() + 1, Machines.T0, Machines.T0)).as("another claim is meant")
                .isEqualTo(runs);
        assertThat(told.noticed(Machines.PLACE.claimId(), Machines.T0.plusSeconds(9), Machines.T0.plusSeconds(99)))
                .as("told twice")
                .isEqualTo(told);
        assertThat(told.run()).isEqualTo(1);
        assertThat(told.parked()).as("it runs yet").isEqualTo(told);
        var leaving = told.leaving();
        assertThat(leaving.run()).isEqualTo(2);
        assertThat(leaving.leaving()).isEqualTo(leaving);
        var parked = leaving.parked();
        assertThat(parked.run()).isEqualTo(3);
        assertThat(parked.place()).as("its disk is there").isEqualTo(runs.place());
        var back = parked.back(new VmFacts.Place(Machines.NODE, 7, List.of()));
        assertThat(back.run()).isEqualTo(4);
        assertThat(back.epoch()).as("the same placement").isEqualTo(runs.epoch());
        assertThat(back.preempted()).isEmpty();
    }

    @Test
    void what_is_told_of_a_preemption_names_nobody() {
        var told = Machines.running().noticed(Machines.PLACE.claimId(), Machines.T0, Machines.T0.plusSeconds(30));
        var status = new Case(VmSpec.RunStrategy.ALWAYS, false, told).status();
        assertThat(status.condition("Preempted").orElseThrow().message())
                .isEqualTo("Its room is needed for a machine of a higher priority class: it is shut down at "
                        + "2026-01-01T00:00:30Z");
        assertThat(Happenings.between(Machines.running(), told)).singleElement()
                .satisfies(event -> assertThat(event.reason()).isEqualTo("PreemptionNotice"));
        var parked = told.leaving().parked();
        var after = new Case(VmSpec.RunStrategy.ALWAYS, false, parked).status();
        assertThat(after.condition("Preempted").orElseThrow().reason()).isEqualTo("Preempted");
        assertThat(after.condition("Scheduled").orElseThrow().status()).isEqualTo("False");
    }

    @Property(tries = 5_000)
    void an_object_is_let_go_only_when_it_is_nowhere_and_no_claim_can_stand(@ForAll("cases") Case given) {
        if (given.vm().next() instanceof Action.Forget) {
            assertThat(given.deleting()).isTrue();
            assertThat(given.facts().place()).isEmpty();
            assertThat(given.facts().asking()).isFalse();
        }
    }

    @Property(tries = 5_000)
    void a_placed_machine_is_never_placed_again_and_silence_of_its_node_changes_nothing(@ForAll("cases") Case given) {
        var action = given.vm().next();
        if (given.facts().place().isPresent()) {
            assertThat(action).isNotInstanceOfAny(Action.Place.class, Action.Pin.class, Action.Withdraw.class,
                    Action.Forget.class);
            if (given.facts().silentSince().isPresent()) {
                assertThat(action).isInstanceOf(Action.Await.class);
            }
        }
    }

    @Property(tries = 5_000)
    void what_was_seen_at_an_older_epoch_counts_as_not_seen(@ForAll("cases") Case given) {
        var old = given.facts().seen().filter(seen -> seen.epoch() < EPOCH).isPresent();
        if (old && given.facts().silentSince().isEmpty()) {
            assertThat(given.vm().seen()).isEqualTo(new Vm.Observation.NotYet());
            assertThat(given.status().condition("Running").orElseThrow().status()).isEqualTo("False");
            assertThat(given.status().addresses()).isEmpty();
        }
    }

    @Property(tries = 5_000)
    void the_status_is_total_and_says_one_thing(@ForAll("cases") Case given) {
        var action = given.vm().next();
        var status = given.status();
        assertThat(PHASES).contains(status.phase());
        assertThat(status.observedGeneration()).isEqualTo(GENERATION);
        var ready = status.condition("Ready").orElseThrow();
        assertThat(ready.status()).isEqualTo(action instanceof Action.Settled ? "True"
                : action instanceof Action.Await ? "Unknown" : "False");
        assertThat(status.condition("Reconciling").isPresent()).isNotEqualTo(action instanceof Action.Settled);
        var types = new HashSet<String>();
        for (Condition condition : status.conditions()) {
            assertThat(types.add(condition.type())).as(condition.type()).isTrue();
            assertThat(condition.reason()).matches("[A-Z][A-Za-z]*");
            assertThat(condition.message()).isNotBlank();
        }
        if (given.deleting()) {
            assertThat(status.phase()).isEqualTo("Deleting");
        }
        if (action instanceof Action.Await && !given.deleting()) {
            assertThat(status.phase()).isEqualTo("Unknown");
        }
        assertThat(status).as("computed, so the same each time").isEqualTo(given.status());
    }

    @Property(tries = 2_000)
    void a_report_and_its_repeat_are_one(@ForAll("cases") Case given, @ForAll("sights") VmFacts.Seen seen) {
        var once = given.facts().observed(seen);
        assertThat(once.observed(seen)).isEqualTo(once);
        assertThat(once.heard()).isEqualTo(once);
        var silent = given.facts().silent(Machines.T0);
        assertThat(silent.silent(Machines.T0.plusSeconds(9))).isEqualTo(silent);
    }

    @Provide
    Arbitrary<VmFacts.Seen> sights() {
        return seen();
    }

    @Test
    void each_placement_has_a_higher_epoch_and_nothing_seen() {
        var first = Machines.running();
        var second = first.released().placedOn(new VmFacts.Place("node-2", 2, List.of()));
        assertThat(first.epoch()).isEqualTo(1);
        assertThat(second.epoch()).isEqualTo(2);
        assertThat(second.seen()).isEmpty();
        assertThat(first.released().epoch()).as("an epoch is never taken back").isEqualTo(1);
    }

    @Test
    void start_makes_a_new_run_of_a_machine_that_ended_and_leaves_one_that_runs_alone() {
        var runs = Machines.running();
        assertThat(runs.powered(true, true).run()).as("it runs").isEqualTo(1);
        assertThat(runs.powered(false, true).powered(true, false).run()).as("stopped, started").isEqualTo(2);
        var ended = runs.powered(true, true)
                .observed(Machines.seen(VmFacts.State.OFF, 1, 1, 1, VmFacts.Exit.GUEST_SHUTDOWN));
        assertThat(ended.powered(true, true).run()).as("it ended by itself").isEqualTo(2);
        assertThat(ended.powered(true, true).powered(true, true).run()).as("asked twice").isEqualTo(2);
    }

    @Test
    void a_machine_that_ended_by_itself_is_completed_only_where_its_strategy_says_so() {
        var ended = Machines.running()
                .powered(true, true)
                .observed(Machines.seen(VmFacts.State.OFF, 1, GENERATION, 1, VmFacts.Exit.GUEST_SHUTDOWN));
        assertThat(new Case(VmSpec.RunStrategy.MANUAL, false, ended).status().phase()).isEqualTo("Completed");
        assertThat(new Case(VmSpec.RunStrategy.RERUN_ON_FAILURE, false, ended).status().phase()).isEqualTo("Completed");
        assertThat(new Case(VmSpec.RunStrategy.ALWAYS, false, ended).status().phase()).isEqualTo("Restarting");
        assertThat(new Case(VmSpec.RunStrategy.HALTED, false, ended).status().phase()).isEqualTo("Stopped");
    }

    @Test
    void a_pause_is_for_one_run_and_shows_in_phase_power_and_condition() {
        var asked = Machines.running()
                .observed(Machines.seen(VmFacts.State.RUNNING, 1, GENERATION, 1,
                        VmFacts.Exit.NONE))
                .paused();
        assertThat(new Case(VmSpec.RunStrategy.ALWAYS, false, asked).status().phase()).isEqualTo("Pausing");
        var done = asked.observed(Machines.seen(VmFacts.State.PAUSED, 1, GENERATION, 1, VmFacts.Exit.NONE));
        var status = new Case(VmSpec.RunStrategy.ALWAYS, false, done).status();
        assertThat(status.phase()).isEqualTo("Paused");
        assertThat(status.powerState()).isEqualTo("Paused");
        assertThat(status.condition("Paused").orElseThrow().status()).isEqualTo("True");
        assertThat(status.condition("Ready").orElseThrow().status()).isEqualTo("True");
        assertThat(new Case(VmSpec.RunStrategy.ALWAYS, false, done.resumed()).status().phase()).isEqualTo("Resuming");
        assertThat(done.restarted().frozen()).as("a restart ends it").isFalse();
        assertThat(done.powered(true, true).frozen()).as("a start ends it").isFalse();
    }
}
