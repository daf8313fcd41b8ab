package io.cairn.gateway.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.gateway.application.Audit;
import io.cairn.gateway.application.AuditTrail;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AuditChainTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private EmbeddedPostgres postgres;
    private JdbcTemplate jdbc;
    private TransactionTemplate transactions;
    private AuditTrail trail;

    @BeforeEach
    void open() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        var source = postgres.getPostgresDatabase();
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/resource", "classpath:db/migration/gateway")
                .outOfOrder(true)
                .load()
                .migrate();
        jdbc = new JdbcTemplate(source);
        transactions = new TransactionTemplate(new JdbcTransactionManager(source));
        trail = new PostgresAuditTrail(jdbc, transactions);
        write(0, 25);
    }

    @AfterEach
    void close() throws Exception {
        postgres.close();
    }

    /** Closing the log writes what waits. */
    private void write(int from, int to) {
        try (var log = new AuditLog(jdbc, transactions)) {
            for (var i = from; i < to; i++) {
                var user = i % 2 == 0 ? "ann" : "bob";
                var info = RequestInfo.parse("DELETE",
                        "/t/%s/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/vm-%d".formatted(
                                i % 5 == 0 ? "acme" : "default", i),
                        false);
                log.record(new Audit.Entry(NOON.plusSeconds(i), "r" + i,
                        Optional.of(new Identity(user, List.of("team"))), "10.0.0.1", "kubectl", info, i % 3 == 0,
                        200, 7));
            }
        }
    }

    private static AuditTrail.Query any() {
        return new AuditTrail.Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    @Test
    void entries_come_newest_first_in_pages_by_what_is_looked_for() {
        assertThat(trail.page(any(), 10)).extracting(entry -> entry.name()).startsWith("vm-24", "vm-23").hasSize(10);
        var denied = new AuditTrail.Query(Optional.of("acme"), Optional.of("ann"), Optional.of("delete"),
                Optional.of("virtualmachines"), Optional.of("web"), Optional.empty(), Optional.of("deny"),
                Optional.of(NOON), Optional.of(NOON.plusSeconds(20)), Optional.empty());
        assertThat(trail.page(denied, 10)).extracting(entry -> entry.name()).containsExactly("vm-0");
    }

    @Test
    void a_chain_that_nobody_touched_is_whole_over_writers() {
        write(25, 40);
        assertThat(trail.verify()).isEqualTo(new AuditTrail.Proof(0, 40, 40, Optional.empty()));
    }

    @Test
    void the_database_refuses_to_change_or_remove_entries() {
        for (var sql : List.of("update audit set user_name = 'eve' where id = 3", "delete from audit where id = 3",
                "truncate audit")) {
            assertThatThrownBy(() -> jdbc.execute(sql)).as(sql).hasMessageContaining("append-only");
        }
        assertThat(trail.verify().checked()).isEqualTo(25);
    }

    @Test
    void an_entry_that_was_changed_or_taken_out_breaks_the_chain_where_it_stood() {
        jdbc.execute("alter table audit disable trigger all");
        jdbc.update("update audit set code = 403 where id = 9");
        assertThat(trail.verify().broken()).contains(9L);
        jdbc.update("delete from audit where id in (4, 9)");
        assertThat(trail.verify().broken()).contains(4L);
    }

    @Test
    void retention_takes_the_oldest_and_the_rest_is_still_proved() {
        assertThat(trail.retain(NOON.plusSeconds(10))).isEqualTo(10);
        assertThat(trail.verify()).isEqualTo(new AuditTrail.Proof(10, 25, 15, Optional.empty()));
        trail.retain(NOON.plusSeconds(100));
        write(25, 27);
        assertThat(trail.verify()).as("a chain that was emptied goes on")
                .isEqualTo(new AuditTrail.Proof(25, 27, 2,
                        Optional.empty()));
    }
}
