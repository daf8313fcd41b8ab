package io.cairn.scheduler.domain.defrag;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Oracle;
import io.cairn.scheduler.domain.engine.Random;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever the fleet, a plan can be run as it is written and brings what it says. */
class DefragmentationProperties {
    private static final MigrationBudget PLENTY = new MigrationBudget(100, Long.MAX_VALUE, 2);
    private static final String LEAVING = "leaving ";

    @Property(tries = 200)
    void every_step_fits_when_it_runs_and_breaks_no_rule_of_anybody(@ForAll long seed) {
        var random = new Random(seed);
        var fleet = fleet(random);
        for (var objective : objectives(random)) {
            var plan = Defragmentation.plan(fleet, objective, PLENTY, scope(random));
            var oracle = oracle(fleet);
            for (var wave = 1; wave <= plan.waves(); wave++) {
                run(oracle, plan, wave);
            }
        }
    }

    /** First all claim their new places while the old ones are held, then all leave. */
    private static void run(Oracle oracle, Plan plan, int wave) {
        var moves = plan.moves().stream().filter(move -> move.wave() == wave).toList();
        assertThat(moves).isNotEmpty();
        for (var move : moves) {
            var held = held(oracle);
            var from = Objects.requireNonNull(oracle.claims.remove(move.machine()), move::toString);
            assertThat(from.node()).isEqualTo(move.from()).isNotEqualTo(move.to().node());
            assertThat(from.request()).isEqualTo(move.to().request());
            var node = Objects.requireNonNull(oracle.nodes.get(move.to().node()));
            assertThat(oracle.fits(from.request(), node)).as("%s", move).isTrue();
            assertThat(oracle.allowed(from.request(), node, shares(move.to()))).as("%s", move).isTrue();
            oracle.claims.put(move.machine(), move.to());
            var leaving = from.request()
                    .withLabels(Map.of())
                    .withTerms()
                    .with(new Owner(
                            from.request().owner().organisation(), "leaving"));
            oracle.claims.put(LEAVING + move.machine(), new Claim(LEAVING + move.machine(), move.from(), leaving,
                    from.devices(), from.cells()));
            var now = held(oracle);
            held.forEach((machine, terms) -> assertThat(now.get(machine)).as("%s after %s", machine, move)
                    .containsAll(terms));
        }
        moves.forEach(move -> oracle.claims.remove(LEAVING + move.machine()));
    }

    private static Map<String, List<Term>> held(Oracle oracle) {
        var held = new HashMap<String, List<Term>>();
        List.copyOf(oracle.claims.values()).forEach(claim -> held.put(claim.machine(), oracle.held(claim)));
        return held;
    }

    private static Map<String, Integer> shares(Claim claim) {
        return claim.devices().stream().collect(Collectors.toMap(DeviceShare::address, DeviceShare::shares));
    }

    @Property(tries = 100)
    void what_it_says_to_gain_is_gained(@ForAll long seed) {
        var random = new Random(seed);
        var fleet = fleet(random);
        for (var objective : objectives(random)) {
            var scope = scope(random);
            var plan = Defragmentation.plan(fleet, objective, PLENTY, scope);
            var view = fleet.view(Pools.all(PolicyName.BESTFIT));
            assertThat(new Replay(view).level(objective, scope)).isEqualTo(plan.before());
            new Replay(view).run(plan);
            assertThat(new Replay(view).level(objective, scope)).isEqualTo(plan.after());
            assertThat(view.machines()).isEqualTo(fleet.claims().size());
            assertThat(plan.gains().stream().mapToLong(Plan.Gain::amount).sum()).isEqualTo(plan.gain());
            assertThat(plan.gains()).allSatisfy(gain -> assertThat(gain.amount()).isPositive());
        }
    }

    @Property(tries = 100)
    void a_plan_is_never_beyond_its_budget(@ForAll long seed) {
        var random = new Random(seed);
        var fleet = fleet(random);
        for (var objective : objectives(random)) {
            var budget = new MigrationBudget(random.below(6), 1024L * random.below(64), 1 + random.below(2));
            var plan = Defragmentation.plan(fleet, objective, budget, scope(random));
            assertThat(plan.moves().size()).isLessThanOrEqualTo(budget.moves());
            assertThat(plan.mib()).isLessThanOrEqualTo(budget.mib());
            var busy = new HashMap<String, Integer>();
            for (var move : plan.moves()) {
                busy.merge(move.wave() + " " + move.from(), 1, Integer::sum);
                busy.merge(move.wave() + " " + move.to().node(), 1, Integer::sum);
            }
            assertThat(busy.values()).allSatisfy(many -> assertThat(many).isLessThanOrEqualTo(budget.atOnce()));
            assertThat(plan.moves().stream().map(Plan.Move::machine)).doesNotHaveDuplicates();
        }
    }

    @Property(tries = 50)
    void the_same_fleet_gives_the_same_plan_in_whatever_order_it_is_told(@ForAll long seed) {
        var random = new Random(seed);
        var fleet = fleet(random);
        var nodes = new ArrayList<>(fleet.nodes());
        var claims = new ArrayList<>(fleet.claims());
        Collections.shuffle(nodes, new java.util.Random(seed));
        Collections.shuffle(claims, new java.util.Random(seed));
        for (var objective : objectives(random)) {
            assertThat(Defragmentation.plan(new Snapshot(nodes, claims), objective, PLENTY, Scope.ALL))
                    .isEqualTo(Defragmentation.plan(fleet, objective, PLENTY, Scope.ALL));
        }
    }

    @Property(tries = 50)
    void what_cannot_be_moved_stays(@ForAll long seed) {
        var random = new Random(seed);
        var fleet = fleet(random);
        for (var objective : objectives(random)) {
            var plan = Defragmentation.plan(fleet, objective, PLENTY, new Scope(Optional.empty(), false, false));
            assertThat(plan.moves()).allSatisfy(move -> {
                assertThat(move.to().devices()).isEmpty();
                assertThat(move.to().cells()).isEmpty();
                assertThat(move.to().request().resources().dedicatedCpus()).isZero();
                assertThat(move.to().request().resources().diskMib()).isZero();
            });
        }
    }

    @Example
    void generated_fleets_have_something_to_gain_also_where_terms_matter() {
        var moves = new ArrayList<Plan.Move>();
        for (var seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var fleet = fleet(random);
            objectives(random).forEach(
                    objective -> moves.addAll(Defragmentation.plan(fleet, objective, PLENTY, scope(random)).moves()));
        }
        assertThat(moves).hasSizeGreaterThan(150);
        assertThat(moves).filteredOn(move -> move.to().request().terms().stream().anyMatch(Term::required))
                .hasSizeGreaterThan(20);
        assertThat(moves).filteredOn(move -> !move.to().devices().isEmpty()).isNotEmpty();
        assertThat(moves).filteredOn(move -> move.wave() > 1).hasSizeGreaterThan(20);
    }

    private static List<Objective> objectives(Random random) {
        var size = Request.of(Resources.of(2 + random.below(6), 2048, 1000));
        return List.of(new Objective.Hosts(), new Objective.Devices("gpu", ""), new Objective.Room("large", size,
                random.below(2) == 0 ? Long.MAX_VALUE : 4));
    }

    private static Scope scope(Random random) {
        return new Scope(Optional.empty(), true, random.below(2) == 0);
    }

    /** Some machines came and some went, so that there is something to gain. */
    private static Snapshot fleet(Random random) {
        var view = new ClusterView(Pools.all(PolicyName.BESTFIT));
        for (var i = 0; i < 12; i++) {
            view.put(random.node(i));
        }
        for (var i = 0; i < 60; i++) {
            view.place("m" + i, random.below(4) == 0 ? random.request() : movable(random.request()));
        }
        for (var i = 0; i < 60; i++) {
            if (random.below(2) == 0) {
                view.release("m" + i);
            }
        }
        return Snapshot.of(view);
    }

    /** Without what would keep it where it is. */
    private static Request movable(Request request) {
        var asked = request.resources();
        var rules = request.rules();
        return request.with(Resources.of(1 + asked.dedicatedCpus(), asked.memoryMib(), asked.diskMib()))
                .withDevices()
                .with(new Rules(rules.selector(), rules.tolerations(), rules.isolationTier(), 0));
    }

    private static Oracle oracle(Snapshot fleet) {
        var oracle = new Oracle();
        fleet.nodes().forEach(node -> oracle.nodes.put(node.name(), node));
        fleet.claims().forEach(claim -> oracle.claims.put(claim.machine(), claim));
        return oracle;
    }
}
