package io.cairn.scheduler.domain.defrag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What plans say of fleets that a person can look through. */
class DefragmentationTest {
    private static final MigrationBudget PLENTY = new MigrationBudget(100, 1L << 40, 2);
    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));

    @Test
    void an_empty_fleet_gives_an_empty_plan() {
        var plan = plan(new Objective.Hosts());
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.gain()).isZero();
        assertThat(plan.end()).isEqualTo(Plan.End.NOTHING_LEFT);
    }

    @Test
    void two_half_empty_hosts_become_a_full_and_an_empty_one() {
        hosts(3);
        stand("a", "host-0", 2);
        stand("b", "host-1", 6);
        stand("c", "host-2", 7);
        var plan = plan(new Objective.Hosts());
        assertThat(plan.moves()).singleElement().satisfies(move -> {
            assertThat(move.machine()).isEqualTo("a");
            assertThat(move.to().node()).as("the fullest that has room").isEqualTo("host-1");
            assertThat(move.reason()).isEqualTo("empties host-0");
            assertThat(move.mib()).isEqualTo(2 * 1024);
        });
        assertThat(plan.before()).isZero();
        assertThat(plan.after()).isEqualTo(1);
    }

    @Test
    void machines_move_off_a_host_until_its_gpus_can_be_used() {
        var gpus = List.of(Device.of("0000:01:00.0", "gpu", "h200"), Device.of("0000:02:00.0", "gpu", "h200"),
                Device.of("0000:03:00.0", "gpu", "h200"), Device.of("0000:04:00.0", "gpu", "h200"));
        view.put(Node.of("host-7", Resources.of(8, 8 * 1024, 1000)).withDevices(gpus));
        view.put(Node.of("plain", Resources.of(8, 8 * 1024, 1000)));
        stand("web", "host-7", 2);
        stand("db", "host-7", 4);
        stand("other", "plain", 2);
        var plan = plan(new Objective.Devices("gpu", "h200"));
        assertThat(plan.before()).as("a quarter of the host is free").isEqualTo(1);
        assertThat(plan.after()).isEqualTo(4);
        assertThat(plan.moves()).extracting(Plan.Move::machine).containsExactlyInAnyOrder("web", "db");
        assertThat(plan.gains().stream().map(Plan.Gain::reason)).allMatch(why -> why.contains("x h200 on host-7"));
    }

    @Test
    void a_gang_gets_room_and_no_more_than_that_is_moved() {
        hosts(6);
        for (var i = 0; i < 6; i++) {
            stand("m" + i, "host-" + i, 3);
        }
        var size = Request.of(Resources.of(8, 8 * 1024, 0));
        var plan = plan(new Objective.Room("c8", size, 2));
        assertThat(plan.after()).isEqualTo(2);
        assertThat(plan.end()).isEqualTo(Plan.End.ENOUGH);
        assertThat(plan.moves()).hasSize(2);
        new Replay(view).run(plan);
        assertThat(view.place("one", size)).isInstanceOf(io.cairn.scheduler.domain.engine.Decision.Chosen.class);
        assertThat(view.place("two", size)).isInstanceOf(io.cairn.scheduler.domain.engine.Decision.Chosen.class);
    }

    @Test
    void nobody_is_moved_away_from_a_machine_that_asked_to_be_near_it() {
        view.put(Node.of("a-1", Resources.of(6, 8 * 1024, 0)).withLabels(Map.of("rack", "a")));
        view.put(Node.of("b-1", Resources.of(8, 8 * 1024, 0)).withLabels(Map.of("rack", "b")));
        view.put(Node.of("a-2", Resources.of(8, 8 * 1024, 0)).withLabels(Map.of("rack", "a")));
        var owner = new Owner("org", "team");
        var database = Request.of(Resources.of(1, 1024, 0)).with(owner).withLabels(Map.of("app", "db"));
        var web = Request.of(Resources.of(7, 7 * 1024, 0))
                .with(owner)
                .withTerms(new Term.Affinity("rack", Map.of("app", "db"), Term.REQUIRED));
        view.claim(Claim.of("db", "a-1", database));
        view.claim(Claim.of("web", "a-2", web));
        stand("other", "b-1", 7);
        var plan = plan(new Objective.Hosts());
        assertThat(plan.moves()).as("to a-2, in its rack; b-1 would do for the engine")
                .singleElement()
                .satisfies(move -> assertThat(move.to().node()).isEqualTo("a-2"));
        view.put(Node.of("a-2", Resources.of(7, 7 * 1024, 0)).withLabels(Map.of("rack", "a")));
        assertThat(plan(new Objective.Hosts()).moves()).isEmpty();
    }

    @Test
    void a_swap_that_needs_room_in_between_takes_two_waves() {
        hosts(4);
        stand("a", "host-0", 2);
        stand("b", "host-1", 3);
        stand("c", "host-1", 3);
        stand("d", "host-2", 5);
        stand("e", "host-3", 7);
        var plan = Defragmentation.plan(Snapshot.of(view), new Objective.Hosts(), new MigrationBudget(100, 1L << 40,
                1), Scope.ALL);
        var waves = plan.moves().stream().map(move -> move.wave() + move.from()).distinct().count();
        assertThat(waves).as("no host sends two at once").isEqualTo(plan.moves().size());
        new Replay(view).run(plan);
        assertThat(new Replay(view).level(new Objective.Hosts(), Scope.ALL)).isEqualTo(plan.after()).isPositive();
    }

    @Test
    void it_says_why_machines_stay() {
        hosts(1);
        view.put(Node.of("gpu", Resources.of(8, 8 * 1024, 1000))
                .withDevices(List.of(Device.of("0000:01:00.0", "gpu", "h200"))));
        view.claim(new Claim("passthrough", "gpu", Request.of(Resources.of(1, 1024, 0))
                .withDevices(DeviceAsk.whole("gpu", "h200", 1)), List.of(new DeviceShare("0000:01:00.0", 1000)),
                List.of()));
        view.claim(Claim.of("pinned", "gpu", Request.of(Resources.of(0, 1024, 0).withDedicated(1))));
        view.claim(Claim.of("asked", "gpu", Request.of(Resources.of(1, 1024, 0))
                .withLabels(Map.of(Scope.MIGRATION, Scope.NEVER))));
        view.claim(Claim.of("disk", "gpu", Request.of(Resources.of(1, 1024, 100))));
        var plan = Defragmentation.plan(Snapshot.of(view), new Objective.Hosts(), PLENTY,
                new Scope(Optional.empty(), false, false));
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.stays()).isEqualTo(Map.of(Scope.Stays.WHOLE_DEVICE, 1, Scope.Stays.PINNED, 1,
                Scope.Stays.ASKED, 1, Scope.Stays.LOCAL_DISK, 1));
    }

    @Test
    void another_pool_is_neither_emptied_nor_filled() {
        for (var i = 0; i < 4; i++) {
            view.put(Node.of("host-" + i, Resources.of(8, 8 * 1024, 1000))
                    .withLabels(Map.of(Pools.LABEL, i < 2 ? "blue" : "green")));
            stand("m" + i, "host-" + i, 4);
        }
        var plan = Defragmentation.plan(Snapshot.of(view), new Objective.Hosts(), PLENTY,
                new Scope(Optional.of("green"), true, false));
        assertThat(plan.after()).isEqualTo(1);
        assertThat(plan.moves()).singleElement().satisfies(move -> {
            assertThat(move.from()).isEqualTo("host-2");
            assertThat(move.to().node()).isEqualTo("host-3");
        });
    }

    @Test
    void a_plan_that_would_cost_too_much_says_that_the_budget_ends_it() {
        hosts(2);
        stand("a", "host-0", 4);
        stand("b", "host-1", 4);
        var plan = Defragmentation.plan(Snapshot.of(view), new Objective.Hosts(), new MigrationBudget(1, 1024, 1),
                Scope.ALL);
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.end()).isEqualTo(Plan.End.BUDGET);
    }

    @Test
    void a_plan_for_another_fleet_is_not_run() {
        hosts(2);
        stand("a", "host-0", 4);
        stand("b", "host-1", 4);
        var plan = plan(new Objective.Hosts());
        view.release(plan.moves().getFirst().machine());
        assertThatThrownBy(() -> new Replay(view).run(plan)).hasMessageContaining("is not on node host-0 any more");
    }

    private Plan plan(Objective objective) {
        return Defragmentation.plan(Snapshot.of(view), objective, PLENTY, Scope.ALL);
    }

    private void hosts(int count) {
        for (var i = 0; i < count; i++) {
            view.put(Node.of("host-" + i, Resources.of(8, 8 * 1024, 1000)));
        }
    }

    private void stand(String machine, String node, int size) {
        view.claim(Claim.of(machine, node, Request.of(Resources.of(size, size * 1024L, 0))));
    }
}
