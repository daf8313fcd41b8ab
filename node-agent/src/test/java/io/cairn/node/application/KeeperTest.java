package io.cairn.node.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.Commands;
import io.cairn.node.Waiting;
import io.cairn.node.adapter.sim.SimulatedHost;
import io.cairn.node.adapter.sim.VolatileBook;
import io.cairn.node.domain.Known;
import io.cairn.node.domain.Plan;
import io.cairn.node.domain.Wanted;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeeperTest {
    private static final String UID = Commands.uid(7);

    private final SimulatedHost host = new SimulatedHost();
    private final VolatileBook book = new VolatileBook();
    private Keeper keeper = new Keeper(host, book, Clock.systemUTC());

    @BeforeEach
    void start() throws Exception {
        keeper.recover();
    }

    @AfterEach
    void stop() {
        keeper.close();
    }

    private void restartAgent() throws Exception {
        keeper.close();
        keeper = new Keeper(host, book, Clock.systemUTC());
        keeper.recover();
    }

    private Sight sight() throws Exception {
        Waiting.until("a look", 60, () -> keeper.sights().stream().anyMatch(s -> s.uid().equals(UID)));
        return keeper.sights().stream().filter(s -> s.uid().equals(UID)).findFirst().orElseThrow();
    }

    private void await(Sight.State state) throws Exception {
        Waiting.until("state " + state, 60, () -> keeper.sights()
                .stream()
                .anyMatch(s -> s.uid().equals(UID) && s.state() == state));
    }

    private void want(Wanted... all) {
        keeper.want(List.of(all));
    }

    @Test
    void a_machine_is_started_with_an_address_and_reported() throws Exception {
        want(Commands.running(UID));
        await(Sight.State.RUNNING);
        assertThat(sight().known().ip()).startsWith("10.20.0.");
        assertThat(sight().run()).isEqualTo(1);
        assertThat(host.starts()).isEqualTo(1);
    }

    @Test
    void a_crashed_machine_is_back_with_its_address_and_the_cause_is_told() throws Exception {
        want(Commands.running(UID));
        await(Sight.State.RUNNING);
        var ip = sight().known().ip();
        host.crash(UID);
        Waiting.until("second start", 60, () -> host.starts() == 2 && sight().state() == Sight.State.RUNNING);
        assertThat(sight().known().ip()).isEqualTo(ip);
        assertThat(sight().known().lastExit()).isEqualTo(Known.Exit.CRASHED);
    }

    @Test
    void a_machine_that_may_run_elsewhere_by_now_is_started_after_a_power_failure_only_when_it_is_wanted_here()
            throws Exception {
        var ordinary = Commands.running(Commands.uid(8));
        var elsewhere = Commands.running(UID);
        elsewhere = elsewhere.with(elsewhere.spec().with(Wanted.Recovery.WHEN_TOLD));
        want(elsewhere, ordinary);
        Waiting.until("both run", 60, () -> host.starts() == 2);
        keeper.close();
        host.powerFails();
        restartAgent();
        Waiting.until("the ordinary one is back", 60, () -> host.starts() == 3);
        assertThat(sight().orphan()).as("it waits to be told").isTrue();
        assertThat(sight().state()).isEqualTo(Sight.State.OFF);
        want(ordinary);
        assertThat(sight().orphan()).as("it is elsewhere").isTrue();
        assertThat(host.starts()).isEqualTo(3);
        want(elsewhere, ordinary);
        await(Sight.State.RUNNING);
        assertThat(host.starts()).isEqualTo(4);
    }

    @Test
    void a_guest_that_shut_itself_down_stays_down_unless_policy_is_always() throws Exception {
        want(Commands.policy(Commands.running(UID), Wanted.Policy.ON_FAILURE));
        await(Sight.State.RUNNING);
        host.guestShutdown(UID);
        await(Sight.State.OFF);
        assertThat(sight().known().lastExit()).isEqualTo(Known.Exit.GUEST_SHUTDOWN);
        assertThat(host.starts()).isEqualTo(1);
    }

    @Test
    void why_a_machine_ended_is_known_even_if_the_agent_was_away() throws Exception {
        want(Commands.policy(Commands.running(UID), Wanted.Policy.ON_FAILURE));
        await(Sight.State.RUNNING);
        keeper.close();
        host.loseEvents(true).guestShutdown(UID);
        restartAgent();
        await(Sight.State.OFF);
        assertThat(sight().known().lastExit()).isEqualTo(Known.Exit.GUEST_SHUTDOWN);
        assertThat(host.runs(UID)).isFalse();
    }

    @Test
    void a_higher_run_restarts_the_machine_and_a_stop_is_told_as_asked_for() throws Exception {
        want(Commands.running(UID));
        await(Sight.State.RUNNING);
        want(Commands.run(Commands.running(UID), 2));
        Waiting.until("run 2", 60, () -> sight().run() == 2 && sight().state() == Sight.State.RUNNING);
        assertThat(sight().known().lastExit()).isEqualTo(Known.Exit.REQUESTED);
        assertThat(host.starts()).isEqualTo(2);
    }

    @Test
    void a_paused_machine_stays_paused_over_a_restart_of_the_agent_and_is_resumed_as_it_was() throws Exception {
        want(Commands.running(UID));
        await(Sight.State.RUNNING);
        want(Commands.command(UID, Wanted.Power.PAUSED));
        await(Sight.State.PAUSED);
        restartAgent();
        await(Sight.State.PAUSED);
        want(Commands.running(UID));
        await(Sight.State.RUNNING);
        assertThat(host.starts()).as("nothing was started again").isEqualTo(1);
    }

    @Test
    void a_paused_machine_is_restarted_stopped_and_removed_as_any_other() throws Exception {
        want(Commands.grace(Commands.command(UID, Wanted.Power.PAUSED), 30));
        await(Sight.State.PAUSED);
        want(Commands.grace(Commands.run(Commands.running(UID), 2), 30));
        Waiting.until("run 2", 60, () -> sight().run() == 2 && sight().state() == Sight.State.RUNNING);
        want(Commands.run(Commands.command(UID, Wanted.Power.PAUSED), 2));
        await(Sight.State.PAUSED);
        want(Commands.grace(Commands.run(Commands.command(UID, Wanted.Power.OFF), 2), 30));
        await(Sight.State.OFF);
        assertThat(sight().known().lastExit()).isEqualTo(Known.Exit.REQUESTED);
        want(Commands.run(Commands.command(UID, Wanted.Power.PAUSED), 3));
        await(Sight.State.PAUSED);
        want(Commands.run(Commands.command(UID, Wanted.Power.ABSENT), 3));
        await(Sight.State.ABSENT);
        assertThat(host.state(UID)).isEqualTo(Plan.Domain.NONE);
    }

    @Test
    void a_machine_that_ends_while_it_is_paused_is_started_again_and_paused_again() throws Exception {
        want(Commands.command(UID, Wanted.Power.PAUSED));
        await(Sight.State.PAUSED);
        host.crash(UID);
        Waiting.until("second start", 60, () -> host.starts() == 2 && sight().state() == Sight.State.PAUSED);
    }

    @Test
    void a_deaf_guest_is_switched_off_when_its_grace_is_over() throws Exception {
        host.deafGuests(true);
        want(Commands.running(UID));
        await(Sight.State.RUNNING);
        want(Commands.grace(Commands.command(UID, Wanted.Power.OFF), 600));
        await(Sight.State.STOPPING);
        want(Commands.version(Commands.grace(Commands.command(UID, Wanted.Power.OFF), 1), 1, 2));
        await(Sight.State.OFF);
        assertThat(sight().known().lastExit()).isEqualTo(Known.Exit.REQUESTED);
    }

    @Test
    void a_removed_machine_is_absent_and_does_not_come_back_at_its_old_placement() throws Exception {
        want(Commands.running(UID));
        await(Sight.State.RUNNING);
        want(Commands.command(UID, Wanted.Power.ABSENT));
        await(Sight.State.ABSENT);
        assertThat(host.state(UID)).isEqualTo(Plan.Domain.NONE);
        want(Commands.running(UID));
        restartAgent();
        want(Commands.running(UID));
        assertThat(sight().state()).isEqualTo(Sight.State.ABSENT);
        assertThat(host.starts()).isEqualTo(1);
        want(Commands.version(Commands.running(UID), 2, 1));
        await(Sight.State.RUNNING);
    }

    @Test
    void an_older_command_is_refused_and_the_refusal_is_told() throws Exception {
        want(Commands.version(Commands.running(UID), 3, 5));
        await(Sight.State.RUNNING);
        want(Commands.version(Commands.command(UID, Wanted.Power.OFF), 3, 4));
        assertThat(sight().problem().orElseThrow().reason()).isEqualTo("StaleCommand");
        assertThat(sight().generation()).isEqualTo(5);
        assertThat(host.runs(UID)).isTrue();
    }

    @Test
    void a_refused_start_is_told_and_tried_again() throws Exception {
        host.failNextStarts(2);
        want(Commands.policy(Commands.running(UID), Wanted.Policy.NEVER));
        Waiting.until("a problem", 60, () -> sight().problem().isPresent());
        await(Sight.State.RUNNING);
        assertThat(sight().problem()).isEmpty();
        assertThat(sight().known().starts()).isEqualTo(1);
    }

    @Test
    void a_restart_of_the_agent_leaves_the_machine_running() throws Exception {
        want(Commands.running(UID));
        await(Sight.State.RUNNING);
        restartAgent();
        await(Sight.State.RUNNING);
        assertThat(sight().orphan()).isFalse();
        assertThat(host.starts()).isEqualTo(1);
    }

    @Test
    void a_machine_that_the_plane_does_not_name_is_an_orphan_and_is_left_alone() throws Exception {
        want(Commands.running(UID));
        await(Sight.State.RUNNING);
        want();
        assertThat(sight().orphan()).isTrue();
        assertThat(host.runs(UID)).isTrue();
        host.crash(UID);
        Waiting.until("the orphan is seen off", 60, () -> sight().state() == Sight.State.OFF);
        assertThat(host.starts()).isEqualTo(1);
    }

    @Test
    void when_the_hypervisor_is_back_the_work_goes_on() throws Exception {
        host.away(true);
        want(Commands.running(UID));
        Waiting.until("a problem", 60, () -> keeper.machines() == 1 && host.starts() == 0);
        host.away(false);
        await(Sight.State.RUNNING);
    }

    @Test
    void a_machine_whose_start_was_refused_is_off_once_it_is_not_wanted_any_more() throws Exception {
        host.failNextStarts(1_000);
        want(Commands.running(UID));
        Waiting.until("refused", 60, () -> sight().problem().isPresent());
        assertThat(sight().state()).isEqualTo(Sight.State.PREPARING);
        want(Commands.version(Commands.command(UID, Wanted.Power.OFF), 1, 2));
        Waiting.until("off", 60, () -> sight().generation() == 2 && sight().state() == Sight.State.OFF);
    }

    @Test
    void a_machine_that_is_being_made_is_not_absent_before_it_is_made_and_removed() throws Exception {
        host.delay(java.time.Duration.ofSeconds(2));
        want(Commands.running(UID));
        await(Sight.State.PREPARING);
        want(Commands.version(Commands.command(UID, Wanted.Power.ABSENT), 1, 2));
        Waiting.until("absent", 60, () -> {
            var absent = sight().state() == Sight.State.ABSENT;
            assertThat(absent && host.state(UID) != Plan.Domain.NONE).as("absent, but there").isFalse();
            return absent;
        });
        assertThat(host.starts()).as("what had begun was ended first").isEqualTo(1);
    }

    @Test
    void nothing_is_said_of_a_machine_before_the_hypervisor_was_asked() throws Exception {
        want(Commands.running(UID));
        await(Sight.State.RUNNING);
        keeper.close();
        host.away(true);
        keeper = new Keeper(host, book, Clock.systemUTC());
        keeper.recover();
        assertThat(keeper.sights()).isEmpty();
        host.away(false);
        await(Sight.State.RUNNING);
    }
}
