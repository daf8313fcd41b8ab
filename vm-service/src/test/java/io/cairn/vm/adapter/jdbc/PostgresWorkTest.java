package io.cairn.vm.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.vm.application.MovingClock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresWorkTest {
    private final MovingClock clock = new MovingClock();
    private EmbeddedPostgres postgres;
    private JdbcTemplate jdbc;
    private PostgresWork work;

    @BeforeAll
    void open() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        var source = postgres.getPostgresDatabase();
        Flyway.configure().dataSource(source).locations("classpath:db/migration/vm").load().migrate();
        jdbc = new JdbcTemplate(source);
        work = new PostgresWork(jdbc, new TransactionTemplate(new JdbcTransactionManager(source)), clock);
    }

    @AfterAll
    void close() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void empty() {
        jdbc.update("delete from work");
    }

    @Test
    void work_that_is_claimed_is_nobody_elses_until_the_claim_ends() {
        work.hint(List.of("a"));
        assertThat(work.claim(10)).containsExactly("a");
        assertThat(work.claim(10)).isEmpty();
        clock.advance(Duration.ofSeconds(6));
        assertThat(work.claim(10)).as("its reconciler died").containsExactly("a");
    }

    @Test
    void a_hint_that_comes_while_the_machine_is_looked_at_is_not_lost() {
        work.hint(List.of("a"));
        assertThat(work.claim(10)).containsExactly("a");
        work.hint(List.of("a"));
        assertThat(work.claim(10)).as("not twice at a time").isEmpty();
        work.done("a", clock.instant().plusSeconds(300));
        assertThat(work.claim(10)).containsExactly("a");
        work.done("a", clock.instant().plusSeconds(300));
        assertThat(work.claim(10)).isEmpty();
        clock.advance(Duration.ofSeconds(301));
        assertThat(work.due()).isEqualTo(1);
        assertThat(work.claim(10)).containsExactly("a");
        work.drop("a");
        assertThat(jdbc.queryForObject("select count(*) from work", Integer.class)).isZero();
    }

    @Test
    void eight_reconcilers_never_share_a_machine() throws Exception {
        var uids = IntStream.range(0, 400).mapToObj(i -> "vm-" + i).toList();
        work.hint(uids);
        var taken = new ArrayList<String>();
        try (var pool = Executors.newFixedThreadPool(8)) {
            Callable<List<String>> claimer = () -> {
                var mine = new ArrayList<String>();
                var batch = work.claim(7);
                while (!batch.isEmpty()) {
                    mine.addAll(batch);
                    batch = work.claim(7);
                }
                return mine;
            };
            for (var future : pool.invokeAll(IntStream.range(0, 8).mapToObj(_ -> claimer).toList())) {
                taken.addAll(future.get());
            }
        }
        assertThat(taken).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(uids);
    }
}
