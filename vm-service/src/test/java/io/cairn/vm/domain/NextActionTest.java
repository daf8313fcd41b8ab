package io.cairn.vm.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every combination of intent, placement and observation, against a table for people. */
class NextActionTest {
    private static final String NODE = "node-1";

    /** Intent, placement, observation as patterns; what follows. Exactly one row holds for each combination. */
    private static final List<String[]> TABLE = List.of(
            row("run-.*|pause", "unpinned.*", ".*", "Pin"),
            row("run-.*|pause", "nowhere|asking", ".*", "Place"),
            row("run-.*|pause", "on", "silent", "Await"),
            row("run-.*", "on", "not-yet|absent.*", "EnsureRunning"),
            row("run-.*", "on", "running|off-finished", "Settled"),
            row("run-.*", "on", "running-stale|off|off-stale|off-finished-stale", "EnsureRunning"),
            row("run-.*", "on", "(preparing|paused|stopping).*", "EnsureRunning"),
            row("pause", "on", "not-yet|absent.*", "EnsurePaused"),
            row("pause", "on", "paused|off-finished", "Settled"),
            row("pause", "on", "paused-stale|off|off-stale|off-finished-stale", "EnsurePaused"),
            row("pause", "on", "(preparing|running|stopping).*", "EnsurePaused"),
            row("halt", "(unpinned-)?nowhere", ".*", "Settled"),
            row("halt", "(unpinned-)?asking", ".*", "Withdraw"),
            row("halt", "on", "silent", "Await"),
            row("halt", "on", "absent|off|off-finished", "Settled"),
            row("halt", "on", "not-yet|absent-stale|off-stale|off-finished-stale", "EnsureOff"),
            row("halt", "on", "(preparing|running|paused|stopping).*", "EnsureOff"),
            row("yield|gave", "unpinned.*", ".*", "Pin"),
            row("yield|gave", "nowhere|asking", ".*", "Place"),
            row("yield|gave", "on", "silent", "Await"),
            row("yield", "on", "absent|off|off-finished", "Park"),
            row("gave", "on", "absent|off|off-finished", "Return"),
            row("yield|gave", "on", "not-yet|absent-stale|off-stale|off-finished-stale", "EnsureOff"),
            row("yield|gave", "on", "(preparing|running|paused|stopping).*", "EnsureOff"),
            row("remove", "(unpinned-)?nowhere", ".*", "Forget"),
            row("remove", "(unpinned-)?asking", ".*", "Withdraw"),
            row("remove", "on", "silent", "Await"),
            row("remove", "on", "absent", "Release"),
            row("remove", "on", "not-yet|absent-stale", "EnsureGone"),
            row("remove", "on", "(preparing|running|paused|stopping|off).*", "EnsureGone"));

    private static String[] row(String... cells) {
        return cells;
    }

    private static Map<String, Vm.Intent> intents() {
        return Map.of("run-always", new Vm.Intent.Run(Vm.Restart.ALWAYS, false), "run-on-failure",
                new Vm.Intent.Run(Vm.Restart.ON_FAILURE, false), "run-never",
                new Vm.Intent.Run(Vm.Restart.NEVER, false), "pause", new Vm.Intent.Run(Vm.Restart.ALWAYS, true), "halt",
                new Vm.Intent.Halt(), "remove", new Vm.Intent.Remove(), "yield", new Vm.Intent.Yield(false), "gave",
                new Vm.Intent.Yield(true));
    }

    private static Map<String, Vm.Placement> placements() {
        return Map.of("nowhere", new Vm.Placement.Nowhere(false), "asking", new Vm.Placement.Nowhere(true),
                "unpinned-nowhere", new Vm.Placement.Nowhere(false), "unpinned-asking", new Vm.Placement.Nowhere(true),
                "on", new Vm.Placement.On(NODE, 7));
    }

    private static Map<String, Vm.Observation> observations() {
        var all = new LinkedHashMap<String, Vm.Observation>();
        all.put("not-yet", new Vm.Observation.NotYet());
        all.put("silent", new Vm.Observation.Silent(Instant.EPOCH));
        all.put("absent", new Vm.Observation.Absent(true));
        all.put("absent-stale", new Vm.Observation.Absent(false));
        for (var state : VmFacts.State.values()) {
            if (state != VmFacts.State.ABSENT) {
                var name = state.name().toLowerCase(Locale.ROOT);
                all.put(name, new Vm.Observation.Present(state, true, false));
                all.put(name + "-stale", new Vm.Observation.Present(state, false, false));
            }
        }
        all.put("off-finished", new Vm.Observation.Present(VmFacts.State.OFF, true, true));
        all.put("off-finished-stale", new Vm.Observation.Present(VmFacts.State.OFF, false, true));
        return all;
    }

    @Test
    void every_combination_has_one_row_and_does_what_it_says() {
        var looked = new int[1];
        intents().forEach((intent, wanted) -> placements().forEach((placement, place) -> observations()
                .forEach((observation, seen) -> {
                    var holding = TABLE.stream()
                            .filter(row -> intent.matches(row[0]) && placement.matches(row[1])
                                    && observation.matches(row[2]))
                            .toList();
                    var combination = "%s, %s, %s".formatted(intent, placement, observation);
                    assertThat(holding).as(combination).hasSize(1);
                    var vm = new Vm(wanted, place, seen, !placement.startsWith("unpinned"), Optional.empty());
                    var action = vm.next();
                    assertThat(action.getClass().getSimpleName()).as(combination).isEqualTo(holding.getFirst()[3]);
                    assertThat(vm.next()).as("the same facts, the same step").isEqualTo(action);
                    looked[0]++;
                })));
        assertThat(looked[0]).isEqualTo(8 * 5 * 16);
    }

    @Test
    void a_step_that_concerns_a_node_names_the_node_of_the_placement() {
        var on = new Vm.Placement.On(NODE, 1);
        var seen = new Vm.Observation.NotYet();
        assertThat(new Vm(new Vm.Intent.Run(Vm.Restart.ALWAYS, false), on, seen, true, Optional.empty()).next())
                .isEqualTo(new Action.EnsureRunning(NODE, Vm.Restart.ALWAYS));
        assertThat(new Vm(new Vm.Intent.Halt(), on, seen, true, Optional.empty()).next())
                .isEqualTo(new Action.EnsureOff(NODE));
        assertThat(new Vm(new Vm.Intent.Remove(), on, seen, true, Optional.empty()).next())
                .isEqualTo(new Action.EnsureGone(NODE));
        assertThat(new Vm(new Vm.Intent.Remove(), on, new Vm.Observation.Absent(true), true, Optional.empty()).next())
                .isEqualTo(new Action.Release(NODE));
        assertThat(new Vm(new Vm.Intent.Halt(), on, new Vm.Observation.Silent(Instant.EPOCH), true, Optional.empty())
                .next()).isEqualTo(new Action.Await(NODE, Instant.EPOCH));
    }
}
