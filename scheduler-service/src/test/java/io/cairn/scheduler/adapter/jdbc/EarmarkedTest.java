package io.cairn.scheduler.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.adapter.json.JsonShapes;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Batches;
import io.cairn.scheduler.application.ClaimAsk;
import io.cairn.scheduler.application.Earmark;
import io.cairn.scheduler.application.Fleet;
import io.cairn.scheduler.application.Membership;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.application.Supposition;
import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.Part;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two schedulers keep what becomes free for who waited too long at one of them, on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EarmarkedTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    /** Two of them fill a node. */
    private static final Resources HALF = Resources.of(2, 4_096, 1_000);
    private static final Resources WHOLE = Resources.of(2, 8_192, 1_000);
    private static final String KEPT = "room for it is free, and kept for a machine or gang that has waited too long";

    private final Inventory inventory = new Inventory();
    private Storage storage;
    private PostgresClaims claims;
    private Batches one;
    private Batches other;

    @BeforeAll
    void open() throws Exception {
        storage = new Storage();
        claims = storage.claims();
    }

    @AfterAll
    void close() throws Exception {
        storage.close();
    }

    private Batches scheduler(String name) {
        var part = new Part(name);
        return new Batches(
                new Fleet(claims, inventory, new JsonShapes(), () -> new ClusterView(Pools.all(PolicyName.BESTFIT))),
                claims, Clock.systemUTC(), Quiet.TALLY, new Membership(new ReplicaTable(storage.source()), part),
                PATIENCE).start();
    }

    /** Two nodes that two machines fill each. */
    @BeforeEach
    void start() {
        inventory.forget();
        Tables.empty(storage.jdbc());
        for (var name : List.of("node-1", "node-2")) {
            inventory.put(name);
            storage.report(name, Amount.of(Resources.of(16, 8_192, 100_000)));
        }
        one = scheduler("one");
        other = scheduler("other");
        for (var vm : List.of("a", "b", "c", "d")) {
            assertThat(claim(one, young(vm, HALF))).isInstanceOf(Placing.Outcome.Granted.class);
        }
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        assertThat(storage.findings()).isEmpty();
    }

    private static ClaimAsk ask(String vm, Resources size, int priority, Instant since, Optional<ClaimAsk.Gang> gang) {
        return new ClaimAsk(vm, 1, "default/team-a/" + vm, Request.of(size)
                .with(new Owner("default", "team-a"))
                .withLabels(gang.map(of -> Map.of(ClaimAsk.Gang.LABEL, of.name())).orElse(Map.of()))
                .withPriority(priority, false), 0, gang, since);
    }

    private static ClaimAsk young(String vm, Resources size) {
        return ask(vm, size, 0, Instant.now(), Optional.empty());
    }

    private static ClaimAsk old(String vm) {
        return ask(vm, WHOLE, 0, LONG_AGO, Optional.empty());
    }

    private static Placing.Outcome claim(Batches at, ClaimAsk ask) {
        return new Placing(at).claim(ask);
    }

    private static Placing.Outcome.Refused refused(Batches at, ClaimAsk ask) {
        return switch (claim(at, ask)) {
            case Placing.Outcome.Granted granted -> throw new AssertionError("Granted: " + granted);
            case Placing.Outcome.Refused refused -> refused;
        };
    }

    private static void until(String what, BooleanSupplier is) {
        for (var end = Instant.now().plus(DEADLINE); !is.getAsBoolean();) {
            assertThat(Instant.now()).as(what).isBefore(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private List<Earmark> rows() {
        return claims.kept().earmarks();
    }

    private void leaves(Batches at, String vm) {
        assertThat(new Placing(at).release(vm, 1)).isInstanceOf(Result.Done.class);
    }

    private String node(String vm) {
        return claims.find(vm).orElseThrow().node();
    }

    /** Machines on the node of the earmark, and on the other one. */
    private List<String> machines(String node, boolean there) {
        return List.of("a", "b", "c", "d").stream().filter(vm -> node(vm).equals(node) == there).toList();
    }

    /** A machine that waits at one of them until both keep a node for it. */
    private String earmarked(ClaimAsk... asks) {
        for (var ask : asks) {
            refused(one, ask);
        }
        until("both schedulers keep something", () -> one.earmarks() == 1 && other.earmarks() == 1);
        return rows().getFirst().places().getFirst().node();
    }

    @Test
    void what_becomes_free_is_kept_at_every_scheduler_and_everybody_is_told_so() {
        var node = earmarked(old("large"));
        assertThat(refused(one, old("large")).waiting())
                .isEqualTo("waiting: 1st in the queue of class standard; what becomes free on a node is kept for it");
        var there = machines(node, true);
        var elsewhere = machines(node, false);
        leaves(other, there.getFirst());
        for (var at : List.of(other, one)) {
            assertThat(refused(at, young("small", HALF)).waiting()).contains(KEPT);
        }
        var review = new Placing(other).review(young("small", HALF), Supposition.NONE);
        assertThat(review.decision()).asString().contains(KEPT);
        leaves(other, elsewhere.getFirst());
        until("whoever is small goes elsewhere", () -> claims.find("small").isPresent());
        assertThat(node("small")).isNotEqualTo(node);
        leaves(one, there.getLast());
        until("who waited has the node", () -> claims.find("large").isPresent());
        assertThat(node("large")).isEqualTo(node);
        until("nothing is kept any more", () -> rows().isEmpty() && one.earmarks() == 0 && other.earmarks() == 0);
    }

    @Test
    void another_scheduler_takes_over_when_the_one_at_which_it_waits_dies() {
        var node = earmarked(old("large"));
        one.close();
        for (var vm : machines(node, true)) {
            leaves(other, vm);
            assertThat(refused(other, young("small", HALF)).waiting()).contains(KEPT);
        }
        assertThat(claim(other, old("large"))).isInstanceOf(Placing.Outcome.Granted.class);
        assertThat(node("large")).isEqualTo(node);
    }

    @Test
    void a_higher_class_may_have_what_is_kept_for_a_lower_one() {
        var node = earmarked(old("large"));
        leaves(other, machines(node, true).getFirst());
        assertThat(claim(other, ask("urgent", HALF, 500, Instant.now(), Optional.empty())))
                .isInstanceOf(Placing.Outcome.Granted.class);
        assertThat(node("urgent")).isEqualTo(node);
    }

    @Test
    void a_gang_keeps_a_place_for_each_of_its_machines() {
        var gang = Optional.of(new ClaimAsk.Gang("pair", 2));
        earmarked(ask("left", WHOLE, 0, LONG_AGO, gang), ask("right", WHOLE, 0, LONG_AGO, gang));
        assertThat(rows().getFirst().places()).extracting(Earmark.Place::node)
                .containsExactlyInAnyOrder("node-1", "node-2");
        for (var vm : List.of("a", "b", "c")) {
            leaves(other, vm);
            assertThat(refused(other, young("small", HALF)).waiting()).contains(KEPT);
        }
        leaves(other, "d");
        until("the gang is whole", () -> claims.find("left").isPresent() && claims.find("right").isPresent());
    }
}
