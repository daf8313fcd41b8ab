package io.cairn.scheduler.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.adapter.json.JsonShapes;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Batches;
import io.cairn.scheduler.application.ClaimAsk;
import io.cairn.scheduler.application.Fleet;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who waits, in which order they are placed, and gangs, on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitlistTest {
    /** Two of them fill a node. */
    private static final Resources HALF = Resources.of(2, 4_096, 1_000);
    private static final int PATIENCE_SECONDS = 30;

    private final Inventory inventory = new Inventory();
    private final BlockingQueue<String> placed = new LinkedBlockingQueue<>();
    private Storage storage;
    private PostgresClaims claims;
    private Batches batches;
    private Placing placing;

    @BeforeAll
    void open() throws Exception {
        storage = new Storage();
        claims = storage.claims();
    }

    @AfterAll
    void close() throws Exception {
        storage.close();
    }

    @BeforeEach
    void start() {
        inventory.forget();
        Tables.empty(storage.jdbc());
        placed.clear();
        batches = new Batches(
                new Fleet(claims, inventory, new JsonShapes(), () -> new ClusterView(Pools.all(PolicyName.BESTFIT))),
                claims, Clock.systemUTC(), Quiet.TALLY).start();
        batches.onPlaced(placed::add);
        placing = new Placing(batches);
    }

    @AfterEach
    void stop() {
        batches.close();
        assertThat(storage.findings()).isEmpty();
    }

    private void node(String name) {
        inventory.put(name);
        storage.report(name, Amount.of(Resources.of(16, 8_192, 100_000)));
    }

    private static ClaimAsk ask(String vm, String project, int priority, int since, Optional<ClaimAsk.Gang> gang) {
        var labels = gang.map(of -> Map.of(ClaimAsk.Gang.LABEL, of.name())).orElse(Map.of());
        return new ClaimAsk(vm, 1, "default/" + project + "/" + vm, Request.of(HALF)
                .with(new Owner("default", project))
                .withLabels(labels)
                .withPriority(priority, false), 0, gang, Instant.EPOCH.plusSeconds(since));
    }

    private static ClaimAsk ask(String vm, String project, int priority, int since) {
        return ask(vm, project, priority, since, Optional.empty());
    }

    private static ClaimAsk member(String vm, String gang, int size) {
        return ask(vm, "team-a", 0, 0, Optional.of(new ClaimAsk.Gang(gang, size)));
    }

    private void granted(ClaimAsk ask) {
        assertThat(placing.claim(ask)).isInstanceOf(Placing.Outcome.Granted.class);
    }

    private Placing.Outcome.Refused refused(ClaimAsk ask) {
        return switch (placing.claim(ask)) {
            case Placing.Outcome.Granted granted -> throw new AssertionError("Granted: " + granted);
            case Placing.Outcome.Refused refused -> refused;
        };
    }

    private String nextPlaced() throws InterruptedException {
        return String.valueOf(placed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void who_waits_is_placed_without_being_asked_again_the_highest_first_then_who_has_least_then_who_waited_longest()
            throws Exception {
        node("node-1");
        granted(ask("one", "rich", 0, 0));
        granted(ask("two", "rich", 0, 0));
        refused(ask("late", "poor", 0, 9));
        refused(ask("early", "rich", 0, 1));
        refused(ask("poor", "poor", 0, 5));
        refused(ask("urgent", "rich", 500, 99));
        assertThat(refused(ask("late", "poor", 0, 9)).waiting())
                .isEqualTo("waiting: 2nd in the queue of class standard");
        assertThat(refused(ask("early", "rich", 0, 1)).waiting())
                .isEqualTo("waiting: 3rd in the queue of class standard");
        assertThat(refused(ask("urgent", "rich", 500, 99)).waiting()).startsWith("waiting: 1st");
        for (var gone : List.of("one", "two")) {
            assertThat(placing.release(gone, 1)).isInstanceOf(Result.Done.class);
        }
        assertThat(List.of(nextPlaced(), nextPlaced())).containsExactlyInAnyOrder("urgent", "poor");
        granted(ask("urgent", "rich", 500, 99));
        assertThat(claims.find("poor")).isPresent();
        assertThat(claims.find("early")).isEmpty();
        assertThat(placing.release("urgent", 1)).isInstanceOf(Result.Done.class);
        assertThat(nextPlaced()).as("its project has nothing now").isEqualTo("early");
    }

    @Test
    void a_node_that_joins_wakes_who_waits_and_who_was_withdrawn_gets_nothing() throws Exception {
        node("node-1");
        granted(ask("one", "team-a", 0, 0));
        granted(ask("two", "team-a", 0, 0));
        refused(ask("gone", "team-a", 0, 0));
        refused(ask("three", "team-a", 0, 1));
        assertThat(placing.release("gone", 1)).isInstanceOf(Result.Absent.class);
        node("node-2");
        assertThat(nextPlaced()).isEqualTo("three");
        assertThat(claims.find("gone")).isEmpty();
        assertThat(placed).isEmpty();
    }

    @Test
    void a_gang_waits_until_all_are_there_and_is_placed_whole() throws Exception {
        node("node-1");
        node("node-2");
        assertThat(refused(member("g-1", "train", 3)).waiting()).isEqualTo("waiting for 2 of 3 members");
        assertThat(refused(member("g-2", "train", 3)).refusal().message())
                .isEqualTo("2 of 3 members of gang train are there");
        assertThat(claims.page("", 10)).as("nothing is held for a part").isEmpty();
        granted(member("g-3", "train", 3));
        assertThat(List.of(nextPlaced(), nextPlaced())).containsExactlyInAnyOrder("g-1", "g-2");
        assertThat(claims.page("", 10)).hasSize(3);
        assertThat(placing.release("g-2", 1)).isInstanceOf(Result.Done.class);
        granted(member("g-4", "train", 3));
    }

    @Test
    void two_gangs_that_fit_one_at_a_time_do_not_wait_for_each_other() throws Exception {
        node("node-1");
        node("node-2");
        refused(member("a-1", "a", 3));
        refused(member("b-1", "b", 3));
        refused(member("a-2", "a", 3));
        refused(member("b-2", "b", 3));
        granted(member("a-3", "a", 3));
        var apart = refused(member("b-3", "b", 3));
        assertThat(apart.refusal().message())
                .startsWith("1 of 3 members of the gang fit, the next one does not: 0 of 2");
        assertThat(claims.page("", 10)).hasSize(3);
        for (var gone : List.of("a-1", "a-2", "a-3")) {
            placing.release(gone, 1);
        }
        assertThat(List.of(nextPlaced(), nextPlaced(), nextPlaced(), nextPlaced(), nextPlaced()))
                .containsExactlyInAnyOrder("a-1", "a-2", "b-1", "b-2", "b-3");
        assertThat(claims.page("", 10)).hasSize(3);
    }
}
