package io.cairn.scheduler.adapter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.NodeRow;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A real PostgreSQL with the tables of claims, and nodes that report to it. */
final class Storage implements AutoCloseable {
    private static final Duration LEASE = Duration.ofHours(1);

    private final EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
    private final HikariDataSource source = pool("storage");
    private final JdbcTemplate jdbc = new JdbcTemplate(source);
    private final NodeTable nodes = new NodeTable(source, new JdbcTransactionManager(source), Clock.systemUTC());
    private long sequence;

    Storage() throws IOException {
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/resource", "classpath:db/migration/scheduler")
                .outOfOrder(true)
                .load()
                .migrate();
    }

    /** Connections under a name of their own, by which they can be cut. */
    HikariDataSource pool(String name) {
        var config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres") + "&ApplicationName=" + name);
        config.setMaximumPoolSize(8);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    HikariDataSource source() {
        return source;
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    PostgresClaims claims() {
        return new PostgresClaims(source, new JdbcTransactionManager(source), Clock.systemUTC());
    }

    void report(String node, Amount capacity, NodeRow.Device... devices) {
        report(node, capacity, List.of(), devices);
    }

    void report(String node, Amount capacity, List<NodeRow.Cell> numa, NodeRow.Device... devices) {
        Tables.node(jdbc, node, false);
        var row = new NodeRow(node, capacity, 400, false, false, true, true, numa, List.of(devices));
        if (!nodes.report(row, new NodeTable.Sender("agent", ++sequence, "boot"), LEASE)) {
            throw new IllegalStateException("The report of %s came too late".formatted(node));
        }
    }

    /** A device in an IOMMU group. */
    static NodeRow.Device gpu(String address, int group) {
        return new NodeRow.Device(address, "gpu", "model-a", group, 0, "", "", "", true, true);
    }

    List<String> findings() {
        return new ClaimsAudit(source).findings();
    }

    @Override
    public void close() throws IOException {
        source.close();
        postgres.close();
    }
}
