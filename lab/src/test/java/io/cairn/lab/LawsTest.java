package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.domain.Plan;
import io.cairn.node.sim.SimulatedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Random stories against the real services, each followed by calm: whatever happened, the laws held at every moment, and
 * afterwards everything is as its owner wants.
 *
 * <p>{@code -Dcairn.laws.seeds=N} tells N stories, {@code -Dcairn.laws.seed=S} tells one of them, {@code
 * -Dcairn.laws.moves=M} makes them longer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LawsTest {
    private static final int NODES = 3;
    /** Room for three of the machines: they do not all fit, and some have to go for others. */
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(4, 384, 100_000);
    private static final int MOVES = Integer.getInteger("cairn.laws.moves", 70);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private SimulatedCloud cloud;

    static LongStream seeds() {
        var one = Long.getLong("cairn.laws.seed", 0);
        return one > 0 ? LongStream.of(one) : LongStream.rangeClosed(1, Integer.getInteger("cairn.laws.seeds", 3));
    }

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(NODES, SIZE, new Random(1), Duration.ofSeconds(1));
        Chaos.classes(cloud);
    }

    @AfterAll
    void close() throws Exception {
        cloud.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatever_happens_the_laws_hold_and_everything_settles(long seed) throws Exception {
        var chaos = new Chaos(cloud, seed);
        try (var witness = new Witness(cloud)) {
            chaos.run(MOVES);
            chaos.calm();
            Waiting.until("everything is settled", PATIENCE,
                    () -> witness.breach().isPresent() || unsettled(chaos).isEmpty());
            assertThat(witness.breach()).isEmpty();
            assertThat(witness.looks()).isGreaterThan(MOVES);
            chaos.clear();
            Waiting.until("nothing is left", PATIENCE, () -> Witness.domains(cloud).isEmpty()
                    && Witness.claims(cloud.database()).isEmpty() && machines().isEmpty());
            assertThat(witness.breach()).isEmpty();
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "Seed %d (again with -Dcairn.laws.seed=%d)%n%s%nnot settled: %s%n%s".formatted(seed,
                            seed, e.getMessage(), unsettled(chaos), String.join("\n", chaos.story())),
                    e);
        }
    }

    private List<JsonNode> machines() throws Exception {
        var items = new ArrayList<JsonNode>();
        cloud.machines().get(Chaos.PATH).mustBeOk().body().at("/items").forEach(items::add);
        return items;
    }

    /** What is not as it should be, machine by machine. */
    private List<String> unsettled(Chaos chaos) throws Exception {
        var wrong = new ArrayList<String>();
        var domains = Witness.domains(cloud);
        var placed = new HashMap<String, String>();
        var names = new HashSet<String>();
        for (var vm : machines()) {
            var uid = vm.at("/metadata/uid").asString("");
            var node = vm.at("/status/node").asString("");
            names.add(vm.at("/metadata/name").asString(""));
            if (!node.isEmpty()) {
                placed.put(uid, node);
            }
            if (waits(vm, node) && power(uid).equals("Off")) {
                continue;
            }
            complaint(vm, domains.getOrDefault(uid, Set.of()), node, power(uid)).ifPresent(wrong::add);
        }
        chaos.acknowledged()
                .keySet()
                .stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> wrong.add(
                        name + " was acknowledged and is lost"));
        if (!Witness.claims(cloud.database()).equals(placed)) {
            wrong.add("claims %s are not placements %s".formatted(Witness.claims(cloud.database()), placed));
        }
        domains.keySet()
                .stream()
                .filter(uid -> !placed.containsKey(uid))
                .forEach(uid -> wrong.add(
                        uid + " has a domain and no machine"));
        return wrong;
    }

    /** Whether there is no room for it, or none any more where its disk is: that is as it should be. */
    private boolean waits(JsonNode vm, String node) {
        var full = cloud.database()
                .queryForList("select 1 from scheduler.node_capacity where claimed_memory_mib + 128 <= memory_mib and "
                        + "(node = ? or ? = '')", Integer.class, node, node)
                .isEmpty();
        return full && Set.of("Preempted", "Pending").contains(vm.at("/status/phase").asString(""));
    }

    /** As the API should call what the hosts have. */
    private String power(String uid) {
        var states = cloud.nodes().values().stream().map(node -> node.host().state(uid)).toList();
        return states.contains(Plan.Domain.RUNNING) ? "On" : states.contains(Plan.Domain.PAUSED) ? "Paused" : "Off";
    }

    private static java.util.Optional<String> complaint(JsonNode vm, Set<String> domains, String node, String seen) {
        var runs = !seen.equals("Off");
        var strategy = vm.at("/spec/runStrategy").asString("");
        var ready = false;
        for (var condition : vm.at("/status/conditions")) {
            ready |= condition.at("/type").asString("").equals("Ready")
                    && condition.at("/status").asString("").equals("True");
        }
        var power = vm.at("/status/powerState").asString("");
        var right = ready && power.equals(seen) && (domains.isEmpty() || domains.equals(Set.of(node)))
                && (!strategy.equals("Always") || runs) && (!strategy.equals("Halted") || !runs)
                && vm.at("/metadata/deletionTimestamp").isMissingNode();
        return right ? java.util.Optional.empty()
                : java.util.Optional.of("%s %s (%s): runs %s on %s, %s".formatted(vm.at("/metadata/name").asString(""),
                        vm.at("/metadata/uid").asString(""), strategy, runs, domains, vm.at("/status")));
    }
}
