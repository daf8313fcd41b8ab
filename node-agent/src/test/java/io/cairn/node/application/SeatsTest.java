package io.cairn.node.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.Commands;
import io.cairn.node.Waiting;
import io.cairn.node.adapter.sim.SimulatedHost;
import io.cairn.node.adapter.sim.VolatileBook;
import io.cairn.node.domain.Cell;
import io.cairn.node.domain.Layout;
import io.cairn.node.domain.Wanted;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who runs on which CPUs of a host with four of them. */
class SeatsTest {
    private static final String ONE = Commands.uid(1);
    private static final String TWO = Commands.uid(2);
    private static final String SHARED = Commands.uid(3);

    private final SimulatedHost host = new SimulatedHost(List.of(new Cell(0, List.of(0, 1, 2, 3), 4_096, 0, 0)));
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

    private static Wanted pinned(String uid, int cpus) {
        var spec = Commands.spec(Commands.NOTHING);
        return Commands.running(uid)
                .with(new Wanted.Spec(spec.organisation(), spec.namespace(), spec.name(), spec.hostname(), cpus,
                        spec.memoryMib(), spec.diskMib(), spec.image(), spec.nics(), spec.userData(), spec.sshKeys(),
                        new Layout(true, 0, List.of(0))));
    }

    private void runs(String uid) throws Exception {
        Waiting.until(uid + " runs", 30, () -> keeper.sights()
                .stream()
                .anyMatch(sight -> sight.uid().equals(uid) && sight.state() == Sight.State.RUNNING));
    }

    private void uses(String uid, Integer... cpus) throws Exception {
        Waiting.until("%s uses %s".formatted(uid, List.of(cpus)), 30, () -> host.cpus(uid).equals(List.of(cpus)));
    }

    @Test
    void two_machines_with_dedicated_cpus_never_share_one_even_if_the_agent_restarts_in_between() throws Exception {
        keeper.want(List.of(pinned(ONE, 2)));
        runs(ONE);
        restartAgent();
        keeper.want(List.of(pinned(ONE, 2), pinned(TWO, 2)));
        runs(TWO);
        assertThat(host.cpus(ONE)).containsExactly(0, 1);
        assertThat(host.cpus(TWO)).containsExactly(2, 3);
    }

    @Test
    void a_machine_that_crashed_is_back_on_its_cpus() throws Exception {
        keeper.want(List.of(pinned(ONE, 1), pinned(TWO, 1)));
        runs(ONE);
        runs(TWO);
        var before = host.cpus(TWO);
        host.crash(TWO);
        Waiting.until("a third start", 30, () -> host.starts() == 3);
        runs(TWO);
        assertThat(host.cpus(TWO)).isEqualTo(before);
    }

    @Test
    void who_runs_already_leaves_the_cpus_that_a_machine_gets_to_itself_and_has_them_back_when_it_is_gone()
            throws Exception {
        keeper.want(List.of(Commands.running(SHARED)));
        runs(SHARED);
        assertThat(host.cpus(SHARED)).as("all").isEmpty();
        keeper.want(List.of(Commands.running(SHARED), pinned(ONE, 3)));
        runs(ONE);
        uses(SHARED, 3);
        keeper.want(List.of(Commands.running(SHARED),
                Commands.version(Commands.command(ONE, Wanted.Power.ABSENT), 1, 2)));
        uses(SHARED, 0, 1, 2, 3);
    }

    @Test
    void who_shares_and_starts_later_keeps_off_the_cpus_of_others() throws Exception {
        keeper.want(List.of(pinned(ONE, 3)));
        runs(ONE);
        keeper.want(List.of(pinned(ONE, 3), Commands.running(SHARED)));
        runs(SHARED);
        uses(SHARED, 3);
    }

    @Test
    void a_machine_waits_for_cpus_that_another_one_has_not_left_yet_and_says_so() throws Exception {
        keeper.want(List.of(pinned(ONE, 3)));
        runs(ONE);
        keeper.want(List.of(pinned(ONE, 3), pinned(TWO, 2)));
        Waiting.until("a problem", 30, () -> keeper.sights()
                .stream()
                .anyMatch(sight -> sight.uid().equals(TWO) && sight.problem()
                        .filter(problem -> problem.reason().equals("NoFreeCpus")
                                && problem.message().contains("needs 2 CPUs for itself on NUMA nodes [0]"))
                        .isPresent()));
        keeper.want(List.of(Commands.version(Commands.command(ONE, Wanted.Power.ABSENT), 1, 2), pinned(TWO, 2)));
        runs(TWO);
        assertThat(host.cpus(TWO)).containsExactly(0, 1);
    }

    @Test
    void a_machine_that_is_off_leaves_its_cpus_to_others_and_gets_others_when_it_comes_back() throws Exception {
        keeper.want(List.of(pinned(ONE, 2)));
        runs(ONE);
        var off = Commands.command(ONE, Wanted.Power.OFF).with(pinned(ONE, 2).spec());
        keeper.want(List.of(Commands.version(off, 1, 2)));
        Waiting.until("it is off", 30, () -> !host.runs(ONE));
        Waiting.until("that is known", 30, () -> keeper.sights()
                .stream()
                .anyMatch(sight -> sight.uid().equals(ONE) && sight.state() == Sight.State.OFF));
        keeper.want(List.of(Commands.version(off, 1, 2), pinned(TWO, 2)));
        runs(TWO);
        assertThat(host.cpus(TWO)).containsExactly(0, 1);
        keeper.want(List.of(Commands.run(Commands.version(pinned(ONE, 2), 1, 3), 2), pinned(TWO, 2)));
        runs(ONE);
        assertThat(host.cpus(ONE)).containsExactly(2, 3);
    }
}
