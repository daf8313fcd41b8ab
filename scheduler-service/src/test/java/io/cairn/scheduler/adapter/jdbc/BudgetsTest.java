package io.cairn.scheduler.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.adapter.json.JsonShapes;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Batches;
import io.cairn.scheduler.application.ClaimAsk;
import io.cairn.scheduler.application.Fleet;
import io.cairn.scheduler.application.Nomination;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.PriorityClass;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.application.Supposition;
import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.Budget;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import io.cairn.scheduler.domain.site.Sites;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Machines that budgets keep from being stopped for others, by one scheduler and by two, on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetsTest {
    private static final Owner TEAM = new Owner("default", "team-a");
    private static final Map<String, String> WEB = Map.of("app", "web");
    /** One of them fills a node. */
    private static final Resources WHOLE = Resources.of(4, 8_192, 100);

    private final Inventory inventory = new Inventory();
    private Storage storage;
    private PostgresClaims claims;
    private Batches batches;
    private Placing placing;
    private volatile int atLeast;

    @BeforeAll
    void open() throws Exception {
        storage = new Storage();
        claims = storage.claims();
    }

    private Batches scheduler() {
        return new Batches(
                new Fleet(claims, inventory, new JsonShapes(), () -> new ClusterView(Pools.all(PolicyName.BESTFIT)),
                        () -> Map.of(TEAM, List.of(new Budget(TEAM, WEB, atLeast))), () -> Sites.NONE),
                claims, Clock.systemUTC(), Quiet.TALLY).start();
    }

    @AfterAll
    void close() throws Exception {
        storage.close();
    }

    @BeforeEach
    void empty() {
        inventory.forget();
        Tables.empty(storage.jdbc());
        batches = scheduler();
        placing = new Placing(batches);
    }

    @AfterEach
    void audit() {
        batches.close();
        assertThat(storage.findings()).isEmpty();
    }

    /** Nodes that are full of web machines, which may have to go for others. */
    private void webOn(int nodes, boolean protectedByBudgets) {
        for (var i = 1; i <= nodes; i++) {
            inventory.put("node-" + i);
            storage.report("node-" + i, Amount.of(Resources.of(16, 8_192, 10_000)));
        }
        var labels = new HashMap<>(WEB);
        labels.put(PriorityClass.LABEL, "batch");
        for (var i = 1; i <= nodes; i++) {
            var request = Request.of(WHOLE)
                    .with(TEAM)
                    .withPriority(-500, true)
                    .withLabels(protectedByBudgets ? labels : Budget.ignored(labels));
            assertThat(placing.claim(new ClaimAsk("web-" + i, 1, "default/team-a/web-" + i, request)))
                    .isInstanceOf(Placing.Outcome.Granted.class);
        }
    }

    private static ClaimAsk high(String vm) {
        return new ClaimAsk(vm, 1, "default/team-b/" + vm, Request.of(WHOLE)
                .with(new Owner("default", "team-b"))
                .withPriority(500, false), 4);
    }

    private static Placing.Outcome.Refused refused(Placing.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Placing.Outcome.Refused.class);
        return (Placing.Outcome.Refused) outcome;
    }

    private Placing.Outcome.Refused refused(ClaimAsk ask) {
        return refused(placing.claim(ask));
    }

    @Test
    void as_many_go_as_the_budget_lets_go_and_then_the_refusal_counts_what_it_keeps() {
        atLeast = 2;
        webOn(3, true);
        assertThat(refused(high("high-1")).victims()).hasSize(1);
        var kept = refused(high("high-2"));
        assertThat(kept.victims()).as("one has to go already").isEmpty();
        assertThat(kept.refusal().reason()).isEqualTo("NoNodeFits");
        assertThat(kept.refusal().message()).endsWith(
                "; a preemption budget keeps 1 machine of a lower class from being stopped for it");
        assertThat(kept.refusal().toString()).as("whose it is").doesNotContain("team-a").doesNotContain("web");
        assertThat(placing.review(high("high-2"), Supposition.NONE).hints()).contains("It would fit, but "
                + "a preemption budget keeps 1 machine of a lower class from being stopped for it");
        assertThat(claims.kept().nominations()).hasSize(1);
    }

    @Test
    void who_made_room_counts_no_more_and_who_is_back_does() {
        atLeast = 1;
        webOn(2, true);
        var victim = refused(high("high-1")).victims().getFirst().vmUid();
        assertThat(placing.park(victim, 2)).isInstanceOf(Result.Done.class);
        assertThat(placing.claim(high("high-1"))).isInstanceOf(Placing.Outcome.Granted.class);
        assertThat(refused(high("high-2")).victims()).as("the other one is the last").isEmpty();
        atLeast = 0;
        assertThat(refused(high("high-3")).victims()).hasSize(1);
    }

    @Test
    void no_budget_keeps_machines_of_a_class_that_ignores_them() {
        atLeast = 2;
        webOn(2, false);
        assertThat(refused(high("high-1")).victims()).hasSize(1);
        assertThat(refused(high("high-2")).victims()).hasSize(1);
    }

    @Test
    void two_schedulers_that_decide_at_once_do_not_break_it_together() {
        atLeast = 5;
        webOn(8, true);
        try (var another = scheduler()) {
            var there = new Placing(another);
            var begun = new ArrayList<java.util.concurrent.CompletableFuture<Placing.Outcome>>();
            for (var i = 0; i < 8; i++) {
                begun.add((i % 2 == 0 ? placing : there).begin(high("high-" + i)));
            }
            begun.forEach(answer -> refused(answer.join()));
        }
        var victims = new TreeSet<String>();
        claims.kept().nominations().forEach(one -> one.victims().forEach(victim -> victims.add(victim.vmUid())));
        assertThat(victims).as("of eight, five are left alone").hasSizeBetween(1, 3);
        for (var i = 0; i < 8; i++) {
            refused(high("high-" + i)).victims().forEach(victim -> victims.add(victim.vmUid()));
        }
        assertThat(victims).hasSize(3);
    }

    @Test
    void whoever_nominates_on_an_old_look_has_to_look_again() {
        var nomination = new Nomination("vm", 1, "default/team-b/vm", "node-1", Amount.of(WHOLE), List.of(), List.of(),
                "", List.of(), Clock.systemUTC().instant().plusSeconds(60));
        var turn = claims.kept().turn();
        assertThat(claims.nominate(nomination, turn)).isTrue();
        assertThat(claims.nominate(nomination, turn)).isFalse();
        assertThat(claims.nominate(nomination, claims.kept().turn())).isTrue();
        claims.dismiss("vm");
        assertThat(claims.kept().turn()).as("it never comes again").isEqualTo(turn + 2);
    }
}
