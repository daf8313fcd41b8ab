package io.cairn.node.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.Commands;
import io.cairn.node.Waiting;
import io.cairn.node.adapter.sim.SimulatedHost;
import io.cairn.node.adapter.sim.VolatileBook;
import io.cairn.node.domain.Plan;
import io.cairn.node.domain.Wanted;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands, duplicated and out of order, with crashes, lost events and restarts of the agent between them. The
 * simulated host itself refuses to run a machine twice.
 */
class LawTest {
    private static final int MACHINES = 5;
    private static final int MOVES = 150;
    /** One that keeps ending waits up to 64 s. */
    private static final int LONGER_THAN_A_BACK_OFF = 120;

    private final SimulatedHost host = new SimulatedHost();
    private final VolatileBook book = new VolatileBook();
    private final List<Wanted> newest = new ArrayList<>();
    private final List<Wanted> older = new ArrayList<>();
    private Keeper keeper = new Keeper(host, book, Clock.systemUTC());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_happens_in_between_the_newest_command_wins(long seed) throws Exception {
        var random = new Random(seed);
        keeper.recover();
        for (var i = 0; i < MACHINES; i++) {
            newest.add(Commands.running(Commands.uid(i)));
        }
        for (var move = 0; move < MOVES; move++) {
            move(random);
        }
        host.loseEvents(false).failNextStarts(0);
        keeper.want(newest);
        for (var wanted : newest) {
            Waiting.until("%s is as wanted, seed %d".formatted(wanted, seed), LONGER_THAN_A_BACK_OFF,
                    () -> asWanted(wanted));
        }
        keeper.close();
        assertThat(newest).hasSize(MACHINES);
    }

    private boolean asWanted(Wanted wanted) {
        var state = host.state(wanted.uid());
        return switch (wanted.power()) {
            case RUNNING -> state == Plan.Domain.RUNNING;
            case PAUSED -> state == Plan.Domain.PAUSED;
            case OFF -> state != Plan.Domain.RUNNING && state != Plan.Domain.PAUSED;
            case ABSENT -> state == Plan.Domain.NONE;
        };
    }

    private void move(Random random) throws Exception {
        var victim = random.nextInt(MACHINES);
        var uid = Commands.uid(victim);
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> {
                var old = newest.get(victim);
                older.add(old);
                newest.set(victim, next(old, random));
                keeper.want(newest);
            }
            case 3 -> keeper.want(stale(random));
            case 4 -> host.crash(uid);
            case 5 -> host.guestShutdown(uid);
            case 6 -> host.failNextStarts(random.nextInt(2));
            case 7 -> host.loseEvents(random.nextBoolean());
            default -> {
                keeper.close();
                keeper = new Keeper(host, book, Clock.systemUTC());
                keeper.recover();
            }
        }
    }

    /** The plane's own order: a machine that is gone comes back only by a new placement. */
    private static Wanted next(Wanted old, Random random) {
        var power = Wanted.Power.values()[random.nextInt(4)];
        var epoch = old.power() == Wanted.Power.ABSENT ? old.epoch() + 1 : old.epoch();
        var run = old.run() + random.nextInt(2);
        return Commands.run(Commands.version(Commands.command(old.uid(), power), epoch, old.generation() + 1), run);
    }

    private List<Wanted> stale(Random random) {
        var mixed = new ArrayList<>(newest);
        if (!older.isEmpty()) {
            var old = older.get(random.nextInt(older.size()));
            mixed.replaceAll(wanted -> wanted.uid().equals(old.uid()) ? old : wanted);
        }
        return mixed;
    }
}
