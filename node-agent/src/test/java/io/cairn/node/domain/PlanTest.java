package io.cairn.node.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.Commands;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String UID = Commands.uid(1);
    private static final Wanted RUN = Commands.running(UID);
    private static final Wanted PAUSED = Commands.command(UID, Wanted.Power.PAUSED);
    private static final Wanted OFF = Commands.command(UID, Wanted.Power.OFF);
    private static final Wanted GONE = Commands.command(UID, Wanted.Power.ABSENT);
    private static final Known FRESH = Known.NOTHING;
    private static final Known RUNNING = FRESH.started(1, NOW.minusSeconds(600));
    private static final Known CRASHED = RUNNING.ended(Known.Exit.CRASHED, "", NOW);
    private static final Known SHUT_DOWN = RUNNING.ended(Known.Exit.GUEST_SHUTDOWN, "", NOW);

    static Stream<Arguments> table() {
        return Stream.of(
                row(RUN, Plan.Domain.NONE, FRESH, new Step.Start(1)),
                row(RUN, Plan.Domain.OFF, FRESH, new Step.Start(1)),
                row(RUN, Plan.Domain.RUNNING, RUNNING, new Step.Rest()),
                row(RUN, Plan.Domain.PAUSED, RUNNING, new Step.Resume()),
                row(PAUSED, Plan.Domain.NONE, FRESH, new Step.Start(1)),
                row(PAUSED, Plan.Domain.RUNNING, RUNNING, new Step.Suspend()),
                row(PAUSED, Plan.Domain.PAUSED, RUNNING, new Step.Rest()),
                row(PAUSED, Plan.Domain.OFF, CRASHED, new Step.Start(1)),
                row(Commands.grace(Commands.run(PAUSED, 2), 30), Plan.Domain.PAUSED, RUNNING, new Step.Shutdown()),
                row(OFF, Plan.Domain.PAUSED, RUNNING, new Step.Destroy()),
                row(Commands.grace(OFF, 30), Plan.Domain.PAUSED, RUNNING, new Step.Shutdown()),
                row(GONE, Plan.Domain.PAUSED, RUNNING, new Step.Destroy()),
                row(RUN, Plan.Domain.OFF, CRASHED, new Step.Start(1)),
                row(RUN, Plan.Domain.OFF, SHUT_DOWN, new Step.Start(1)),
                row(policy(Wanted.Policy.ON_FAILURE), Plan.Domain.OFF, CRASHED, new Step.Start(1)),
                row(policy(Wanted.Policy.ON_FAILURE), Plan.Domain.OFF, SHUT_DOWN, new Step.Rest()),
                row(policy(Wanted.Policy.ON_FAILURE), Plan.Domain.OFF,
                        RUNNING.stopping(NOW).ended(Known.Exit.REQUESTED, "", NOW),
                        new Step.Start(1)),
                row(policy(Wanted.Policy.NEVER), Plan.Domain.OFF, CRASHED, new Step.Rest()),
                row(policy(Wanted.Policy.NEVER), Plan.Domain.NONE, FRESH, new Step.Start(1)),
                row(Commands.run(policy(Wanted.Policy.NEVER), 2), Plan.Domain.OFF, CRASHED, new Step.Start(2)),
                row(Commands.run(RUN, 2), Plan.Domain.RUNNING, RUNNING, new Step.Destroy()),
                row(Commands.grace(Commands.run(RUN, 2), 30), Plan.Domain.RUNNING, RUNNING, new Step.Shutdown()),
                row(OFF, Plan.Domain.NONE, FRESH, new Step.Rest()),
                row(OFF, Plan.Domain.OFF, CRASHED, new Step.Rest()),
                row(OFF, Plan.Domain.RUNNING, RUNNING, new Step.Destroy()),
                row(Commands.grace(OFF, 30), Plan.Domain.RUNNING, RUNNING, new Step.Shutdown()),
                row(Commands.grace(OFF, 30), Plan.Domain.RUNNING, RUNNING.stopping(NOW),
                        new Step.Wait(NOW.plusSeconds(3))),
                row(Commands.grace(OFF, 30), Plan.Domain.RUNNING, RUNNING.stopping(NOW.minusSeconds(3)),
                        new Step.Shutdown()),
                row(Commands.grace(OFF, 4), Plan.Domain.RUNNING,
                        RUNNING.stopping(NOW.minusSeconds(3)).stopping(NOW), new Step.Wait(NOW.plusSeconds(1))),
                row(Commands.grace(OFF, 3), Plan.Domain.RUNNING,
                        RUNNING.stopping(NOW.minusSeconds(3)).stopping(NOW), new Step.Destroy()),
                row(Commands.grace(OFF, 30), Plan.Domain.RUNNING, RUNNING.stopping(NOW.minusSeconds(30)),
                        new Step.Destroy()),
                row(GONE, Plan.Domain.RUNNING, RUNNING, new Step.Destroy()),
                row(GONE, Plan.Domain.OFF, CRASHED, new Step.Remove()),
                row(GONE, Plan.Domain.NONE, FRESH, new Step.Rest()));
    }

    private static Wanted policy(Wanted.Policy policy) {
        return Commands.policy(RUN, policy);
    }

    private static Arguments row(Wanted wanted, Plan.Domain domain, Known known, Step step) {
        return Arguments.of(wanted, domain, known, step);
    }

    @ParameterizedTest
    @MethodSource("table")
    void the_next_step_follows_from_what_is_wanted_seen_and_known(Wanted wanted, Plan.Domain domain, Known known,
            Step step) {
        assertThat(Plan.next(wanted, domain, known, domain != Plan.Domain.NONE, NOW)).isEqualTo(step);
    }

    @Test
    void leftovers_of_a_machine_that_is_not_wanted_are_removed() {
        assertThat(Plan.next(GONE, Plan.Domain.NONE, FRESH, true, NOW)).isEqualTo(new Step.Remove());
    }

    @Test
    void a_machine_that_keeps_ending_soon_waits_longer_each_time_but_not_for_ever() {
        var known = FRESH;
        var longest = 0L;
        for (var i = 0; i < 20; i++) {
            known = known.started(1, NOW).ended(Known.Exit.CRASHED, "", NOW);
            if (Plan.next(RUN, Plan.Domain.OFF, known, true, NOW) instanceof Step.Wait(var until)) {
                var wait = until.getEpochSecond() - NOW.getEpochSecond();
                assertThat(wait).isGreaterThanOrEqualTo(longest).isLessThanOrEqualTo(64);
                longest = wait;
            }
        }
        assertThat(longest).isEqualTo(64);
        assertThat(Plan.next(Commands.run(RUN, 2), Plan.Domain.OFF, known, true, NOW))
                .as("a run that the user asked for does not wait")
                .isEqualTo(new Step.Start(2));
    }
}
