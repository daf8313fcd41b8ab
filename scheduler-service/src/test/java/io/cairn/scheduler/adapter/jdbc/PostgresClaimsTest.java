package io.cairn.scheduler.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.cairn.scheduler.adapter.json.JsonShapes;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Batches;
import io.cairn.scheduler.application.Claim;
import io.cairn.scheduler.application.ClaimAsk;
import io.cairn.scheduler.application.Fleet;
import io.cairn.scheduler.application.NodeRow;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.application.Supposition;
import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresClaimsTest {
    private static final int CLAIMERS = 32;
    private static final Duration LEASE = Duration.ofHours(1);
    /** Half of a node's memory, a quarter of its vCPUs. */
    private static final Resources LARGE = Resources.of(4, 4_096, 1_000);
    private static final Resources SMALL = Resources.of(1, 1_024, 100);
    /** 4 logical CPUs at 400 %. */
    private static final Resources CAPACITY = Resources.of(16, 8_192, 100_000);

    private final Inventory policies = new Inventory();
    private EmbeddedPostgres postgres;
    private HikariDataSource source;
    private JdbcTemplate jdbc;
    private PostgresClaims claims;
    private NodeTable nodes;
    private Batches batches;
    private Placing placing;
    private long sequence;

    @BeforeAll
    void open() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        var config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
        config.setMaximumPoolSize(16);
        source = new HikariDataSource(config);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/resource", "classpath:db/migration/scheduler")
                .outOfOrder(true)
                .load()
                .migrate();
        jdbc = new JdbcTemplate(source);
        var transactions = new JdbcTransactionManager(source);
        claims = new PostgresClaims(source, transactions, Clock.systemUTC());
        nodes = new NodeTable(source, transactions, Clock.systemUTC());
    }

    @AfterAll
    void close() throws Exception {
        source.close();
        postgres.close();
    }

    @BeforeEach
    void empty() {
        policies.forget();
        Tables.empty(jdbc);
        batches = new Batches(
                new Fleet(claims, policies, new JsonShapes(), () -> new ClusterView(Pools.all(PolicyName.BESTFIT))),
                claims, Clock.systemUTC(), Quiet.TALLY)
                .start();
        placing = new Placing(batches);
    }

    /** What is claimed on each node is the sum of its claims and within its capacity, whatever a test did. */
    @AfterEach
    void sums() {
        batches.close();
        assertThat(new ClaimsAudit(source).findings()).isEmpty();
    }

    private void node(String name, Resources capacity) {
        policies.put(name);
        Tables.node(jdbc, name, false);
        assertThat(nodes.report(row(name, capacity), new NodeTable.Sender("agent", ++sequence, "boot"), LEASE))
                .isTrue();
    }

    private static NodeRow row(String name, Resources capacity) {
        return new NodeRow(name, amount(capacity), 400, false, false, false, false, List.of(), List.of());
    }

    private boolean release(String vm, long generation) {
        return placing.release(vm, generation) instanceof Result.Done;
    }

    private static Amount amount(Resources of) {
        return Amount.of(of);
    }

    private static ClaimAsk ask(String vm, long generation, Resources size) {
        return new ClaimAsk(vm, generation, "default/team-a/" + vm,
                Request.of(size).with(new Owner("default", "team-a")));
    }

    private Claim granted(ClaimAsk ask) {
        if (placing.claim(ask) instanceof Placing.Outcome.Granted granted) {
            return granted.claim();
        }
        throw new AssertionError("Refused: " + ask);
    }

    private String refused(ClaimAsk ask) {
        return switch (placing.claim(ask)) {
            case Placing.Outcome.Granted granted -> throw new AssertionError("Granted: " + granted);
            case Placing.Outcome.Refused refused -> refused.refusal().reason();
        };
    }

    private <A> List<A> together(List<Callable<A>> tasks) throws Exception {
        var barrier = new CyclicBarrier(tasks.size());
        var results = new ArrayList<A>();
        try (var pool = Executors.newFixedThreadPool(tasks.size())) {
            var started = tasks.stream().map(task -> pool.submit(() -> {
                var arrived = barrier.await();
                return arrived < 0 ? null : task.call();
            })).toList();
            for (var future : started) {
                results.add(future.get());
            }
        }
        return results;
    }

    @Test
    void thirty_two_claimers_never_take_more_than_there_is_and_leave_nothing_unused() throws Exception {
        for (var i = 0; i < 3; i++) {
            node("node-" + i, CAPACITY);
        }
        var room = 3 * 8;
        var tasks = new ArrayList<Callable<Integer>>();
        for (var claimer = 0; claimer < CLAIMERS; claimer++) {
            var prefix = "vm-" + claimer + "-";
            tasks.add(() -> {
                var mine = 0;
                for (var i = 0; i < 4; i++) {
                    mine += placing.claim(ask(prefix + i, 1, SMALL)) instanceof Placing.Outcome.Granted ? 1 : 0;
                }
                return mine;
            });
        }
        var taken = together(tasks).stream().mapToInt(Integer::intValue).sum();
        assertThat(taken).isLessThanOrEqualTo(room);
        for (var i = taken; i < room; i++) {
            assertThat(granted(ask("late-" + i, 1, SMALL)).amount()).isEqualTo(amount(SMALL));
        }
        assertThat(refused(ask("one-too-many", 1, SMALL))).isEqualTo("NoNodeFits");
        assertThat(claims.page("", 1_000)).hasSize(room);
        assertThat(nodes.sums().values()).allMatch(sums -> sums.machines() == 8).hasSize(3);
    }

    @Test
    void a_node_that_is_cordoned_or_gone_takes_nobody_though_the_schedulers_do_not_know_yet() {
        node("node-1", CAPACITY);
        var stands = granted(ask("vm-1", 1, SMALL));
        Tables.node(jdbc, "node-1", true);
        assertThat(refused(ask("vm-2", 1, SMALL))).isEqualTo("Contended");
        assertThat(granted(ask("vm-1", 2, LARGE)).node()).as("who is there may grow").isEqualTo(stands.node());
        jdbc.update("delete from resource");
        assertThat(refused(ask("vm-3", 1, SMALL))).isEqualTo("Contended");
        Tables.node(jdbc, "node-1", false);
        assertThat(granted(ask("vm-2", 2, SMALL)).node()).isEqualTo("node-1");
    }

    @Test
    void claims_and_releases_at_once_keep_the_sums_right() throws Exception {
        node("node-1", CAPACITY);
        node("node-2", CAPACITY);
        var tasks = new ArrayList<Callable<Boolean>>();
        for (var claimer = 0; claimer < CLAIMERS; claimer++) {
            var vm = "vm-" + claimer % 12;
            var size = claimer % 3 == 0 ? LARGE : SMALL;
            tasks.add(() -> {
                for (var i = 1; i <= 10; i++) {
                    var outcome = placing.claim(ask(vm, i, size));
                    assertThat(outcome).isNotNull();
                    release(vm, i);
                }
                return true;
            });
        }
        assertThat(together(tasks)).doesNotContain(false);
        IntStream.range(0, 12).forEach(vm -> release("vm-" + vm, Long.MAX_VALUE));
        assertThat(jdbc.queryForObject("select sum(claimed_cpus + claimed_memory_mib) from node_capacity", Long.class))
                .isZero();
    }

    @Test
    void the_database_itself_refuses_to_store_more_than_there_is() {
        node("node-1", CAPACITY);
        granted(ask("vm-1", 1, LARGE));
        for (var column : List.of("cpus", "memory_mib", "disk_mib")) {
            assertThatThrownBy(() -> jdbc.update(
                    "update node_capacity set claimed_%1$s = %1$s + 1 where node = 'node-1'".formatted(column)))
                    .isInstanceOf(DataIntegrityViolationException.class)
                    .hasMessageContaining("within_capacity");
            assertThatThrownBy(
                    () -> jdbc.update("update node_capacity set claimed_%s = -1".formatted(column)))
                    .isInstanceOf(DataIntegrityViolationException.class);
            assertThatThrownBy(() -> jdbc.update("update node_capacity set %1$s = claimed_%1$s - 1".formatted(column)))
                    .isInstanceOf(DataIntegrityViolationException.class);
        }
        assertThatThrownBy(() -> jdbc.update("insert into claim (vm_uid, generation, node, cpus, memory_mib, disk_mib, "
                + "title, at) values ('vm-1', 2, 'node-1', 1, 1, 1, '', now())"))
                .as("one claim a machine")
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(() -> jdbc.update("delete from node_capacity where node = 'node-1'"))
                .as("a node with claims stays")
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void a_claim_is_idempotent_by_machine_and_generation_however_many_ask_at_once() throws Exception {
        node("node-1", CAPACITY);
        node("node-2", CAPACITY);
        var tasks = new ArrayList<Callable<Claim>>();
        for (var i = 0; i < CLAIMERS; i++) {
            tasks.add(() -> granted(ask("vm-1", 1, SMALL)));
        }
        assertThat(new HashSet<>(together(tasks))).as("all got the same claim").hasSize(1);
        var standing = claims.find("vm-1").orElseThrow();
        assertThat(granted(ask("vm-1", 1, LARGE))).as("a repeat answers with what stands").isEqualTo(standing);
        assertThat(granted(ask("vm-1", 2, SMALL)).id()).as("same size, higher generation").isEqualTo(standing.id());
        assertThat(release("vm-1", 1)).as("who releases for the older wish comes too late").isFalse();
        assertThat(claims.page("", 10)).hasSize(1);
    }

    @Test
    void a_higher_generation_resizes_in_place_or_is_refused_and_changes_nothing() {
        node("node-1", CAPACITY);
        var small = granted(ask("vm-1", 1, SMALL));
        var large = granted(ask("vm-1", 2, LARGE));
        assertThat(large.id()).isEqualTo(small.id());
        assertThat(large.amount()).isEqualTo(amount(LARGE));
        assertThat(granted(ask("vm-1", 1, SMALL))).as("the older wish came late").isEqualTo(large);
        granted(ask("vm-2", 1, LARGE));
        assertThat(refused(ask("vm-1", 3, Resources.of(8, 8_192, 1_000)))).isEqualTo("ResizeDoesNotFit");
        assertThat(claims.find("vm-1")).contains(large);
    }

    @Test
    void a_release_is_guarded_by_the_generation_and_safe_to_repeat() {
        node("node-1", CAPACITY);
        granted(ask("vm-1", 5, SMALL));
        assertThat(release("vm-1", 4)).as("who knows only an older claim may not free this one").isFalse();
        assertThat(claims.find("vm-1")).isPresent();
        assertThat(release("vm-2", 9)).as("of a machine without a claim").isFalse();
        assertThat(release("vm-1", 5)).isTrue();
        assertThat(release("vm-1", 5)).isFalse();
        assertThat(claims.find("vm-1")).isEmpty();
    }

    @Test
    void discovery_never_frees_a_claim() {
        node("node-1", CAPACITY);
        granted(ask("vm-1", 1, LARGE));
        granted(ask("vm-2", 1, LARGE));
        node("node-1", Resources.of(2, 1_024, 100));
        assertThat(claims.page("", 10)).as("half of the memory broke").hasSize(2);
        assertThat(refused(ask("vm-3", 1, Resources.of(1, 1, 1)))).isEqualTo("NoNodeFits");
        assertThat(release("vm-1", 1)).isTrue();
        assertThat(release("vm-2", 1)).isTrue();
        node("node-1", CAPACITY);
        assertThat(granted(ask("vm-3", 1, LARGE)).node()).isEqualTo("node-1");
    }

    @Test
    void a_report_that_was_overtaken_is_set_aside_and_a_lease_is_never_shortened() {
        node("node-1", CAPACITY);
        var until = nodes.leases().get("node-1");
        var old = new NodeTable.Sender("agent", sequence - 1, "boot");
        assertThat(nodes.report(row("node-1", SMALL), old, Duration.ZERO)).isFalse();
        var later = new NodeTable.Sender("agent", ++sequence, "boot");
        assertThat(nodes.report(row("node-1", CAPACITY), later, Duration.ZERO)).isTrue();
        assertThat(nodes.leases().get("node-1")).isEqualTo(until);
        var seen = new ArrayList<NodeRow>();
        claims.snapshot(seen::add, _ -> {});
        assertThat(seen.getFirst().capacity()).isEqualTo(amount(CAPACITY));
    }

    @Test
    void a_node_whose_lease_ended_gets_nothing_and_keeps_what_it_has() {
        node("node-1", CAPACITY);
        granted(ask("vm-1", 1, SMALL));
        jdbc.update("update node_lease set lease_until = now() - interval '1 second'");
        assertThat(placing.review(ask("vm-2", 1, SMALL), Supposition.NONE).decision())
                .isInstanceOf(Decision.NoFit.class);
        assertThat(refused(ask("vm-2", 1, SMALL))).isEqualTo("NoNodeFits");
        assertThat(granted(ask("vm-1", 1, SMALL)).node()).isEqualTo("node-1");
    }
}
