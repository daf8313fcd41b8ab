package io.cairn.gateway.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.gateway.application.Tickets;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.StreamTicket;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTicketsTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final int TAKERS = 8;

    private EmbeddedPostgres postgres;
    private JdbcTemplate jdbc;
    private Tickets tickets;

    @BeforeAll
    void open() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        Flyway.configure()
                .dataSource(postgres.getPostgresDatabase())
                .locations("classpath:db/resource", "classpath:db/migration/gateway")
                .outOfOrder(true)
                .load()
                .migrate();
        jdbc = new JdbcTemplate(postgres.getPostgresDatabase());
        tickets = replica();
    }

    @AfterAll
    void close() throws Exception {
        postgres.close();
    }

    /** As another process would see the table. */
    private Tickets replica() {
        var source = postgres.getPostgresDatabase();
        return new PostgresTickets(new JdbcTemplate(source),
                new TransactionTemplate(new JdbcTransactionManager(source)));
    }

    private static StreamTicket ticket(String user, Optional<String> impersonator, Instant expires) {
        return new StreamTicket(new Identity(user, List.of("a", "b"), Optional.of("oidc/x/y"), impersonator,
                Optional.of(NOON.plusSeconds(3600))), "acme", "web", "shop", "vnc", "u1", 7, expires);
    }

    private static StreamTicket ticket(String user) {
        return ticket(user, Optional.empty(), NOON.plusSeconds(60));
    }

    /** All at once, each on a replica of its own; what they got. */
    private <R> List<R> together(int count, Callable<R> deed) throws InterruptedException, ExecutionException {
        var start = new CyclicBarrier(count);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<R> atOnce = () -> {
                start.await();
                return deed.call();
            };
            var results = new ArrayList<R>();
            for (var future : threads.invokeAll(Collections.nCopies(count, atOnce))) {
                results.add(future.get());
            }
            return results;
        }
    }

    @Test
    void what_is_redeemed_is_what_was_issued_and_only_its_hash_was_kept() {
        var given = ticket("ann", Optional.of("boss"), NOON.plusSeconds(60));
        var secret = tickets.issue(given, NOON).orElseThrow();
        assertThat(secret).matches("cairnt_[A-Za-z0-9_-]{43}");
        assertThat(jdbc.queryForList("select t::text from stream_ticket t", String.class)).isNotEmpty()
                .noneMatch(row -> row.contains(secret.substring("cairnt_".length())));
        assertThat(replica().look(secret)).contains(given);
        assertThat(replica().redeem(secret)).contains(given);
        assertThat(tickets.look(secret)).isEmpty();
        assertThat(tickets.redeem(secret)).isEmpty();
        for (var never : List.of("", "cairnt_", "cairnt_" + "A".repeat(43), "cairnt_" + "A".repeat(5000), "'; --")) {
            assertThat(tickets.redeem(never)).as(never).isEmpty();
        }
    }

    @Test
    void of_eight_takers_at_once_one_gets_it() throws Exception {
        for (var round = 0; round < 25; round++) {
            var secret = tickets.issue(ticket("race"), NOON).orElseThrow();
            assertThat(together(TAKERS, () -> replica().redeem(secret)).stream().flatMap(Optional::stream))
                    .containsExactly(ticket("race"));
        }
    }

    @Test
    void nobody_has_more_than_their_share_however_many_ask_at_once_or_in_whose_name() throws Exception {
        for (var i = 0; i < Tickets.PER_HOLDER - 4; i++) {
            assertThat(tickets.issue(ticket("greedy"), NOON)).isPresent();
        }
        var more = together(TAKERS, () -> replica()
                .issue(ticket("other", Optional.of("greedy"), NOON.plusSeconds(60)), NOON));
        assertThat(more.stream().flatMap(Optional::stream)).hasSize(4);
        assertThat(tickets.issue(ticket("greedy"), NOON)).isEmpty();
        assertThat(tickets.issue(ticket("other"), NOON)).as("who was impersonated has their own").isPresent();
        assertThat(tickets.issue(ticket("greedy"), NOON.plusSeconds(60))).as("expired ones do not count").isPresent();
    }

    @Test
    void what_expired_is_swept_and_the_rest_stays() {
        var old = tickets.issue(ticket("ann", Optional.empty(), NOON.minusSeconds(600)), NOON).orElseThrow();
        var fresh = tickets.issue(ticket("ann"), NOON).orElseThrow();
        assertThat(tickets.sweep(NOON.minusSeconds(300))).isEqualTo(1);
        assertThat(tickets.look(old)).isEmpty();
        assertThat(tickets.look(fresh)).isPresent();
    }
}
