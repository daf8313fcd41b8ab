package io.cairn.bench.claims;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.cairn.resource.ResourceApi;
import io.cairn.scheduler.adapter.jdbc.ClaimsAudit;
import io.cairn.scheduler.adapter.jdbc.NodeTable;
import io.cairn.scheduler.adapter.kinds.NodeKind;
import io.cairn.scheduler.adapter.kinds.NodeRegistry;
import io.cairn.scheduler.adapter.pki.CertificateAuthority;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.NodeRow;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A PostgreSQL of its own that writes to the disk before it answers, with a fleet in its tables. */
final class Database implements AutoCloseable {
    private static final Duration LEASE = Duration.ofDays(1);
    private static final int GPUS = 8;

    private final EmbeddedPostgres postgres;
    private final HikariDataSource source;
    private final JdbcTemplate jdbc;

    Database(Path folder) throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "2GB")
                .start();
        new JdbcTemplate(postgres.getPostgresDatabase()).execute("create schema scheduler");
        var pool = new HikariConfig();
        pool.setJdbcUrl(url());
        pool.setMaximumPoolSize(4);
        source = new HikariDataSource(pool);
        jdbc = new JdbcTemplate(source);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/resource", "classpath:db/migration/scheduler")
                .outOfOrder(true)
                .load()
                .migrate();
        var authority = CertificateAuthority.openOrCreate(folder.resolve("pki"), Clock.systemUTC());
        for (var service : List.of("scheduler-service", "vm-service", "api-gateway")) {
            authority.ensureServiceCertificate(folder.resolve("pki"), service, List.of("localhost"),
                    List.of("127.0.0.1"));
        }
    }

    String url() {
        return postgres.getJdbcUrl("postgres", "postgres") + "&currentSchema=scheduler";
    }

    /** Nodes in the inventory, each with a report and a lease for the day; every tenth with eight GPUs. */
    void fleet(int nodes) throws Exception {
        var transactions = new JdbcTransactionManager(source);
        var table = new NodeTable(source, transactions, Clock.systemUTC());
        var kind = NodeKind.declare(_ -> "", _ -> {});
        try (var api = new ResourceApi(source, transactions, "bench", List.of(kind), Clock.systemUTC(),
                () -> UUID.randomUUID().toString()); var registry = new NodeRegistry(api.of(kind), Clock.systemUTC())) {
            for (var i = 0; i < nodes; i++) {
                var name = "node-%05d".formatted(i);
                registry.ensure(name, false);
                table.report(row(name, i % 10 == 0), new NodeTable.Sender("bench", 1, "boot"), LEASE);
            }
        }
        jdbc.execute("analyze");
    }

    private static NodeRow row(String name, boolean withGpus) {
        var devices = new ArrayList<NodeRow.Device>();
        for (var i = 0; withGpus && i < GPUS; i++) {
            devices.add(new NodeRow.Device("0000:%02x:00.0".formatted(i + 1), "gpu", "model-a", i + 1, i / 4, "", "",
                    "", true, true));
        }
        return new NodeRow(name, new Amount(256, 0, 512 << 10, 0, 0, 4 << 20, 0), 400, false, false, true, true,
                List.of(), devices);
    }

    /** As releases would leave it. */
    void empty() {
        jdbc.execute("truncate device_claim, device_group_owner");
        jdbc.execute("with gone as (delete from claim returning id, vm_uid) insert into claim_gone (id, vm_uid, at) "
                + "select id, vm_uid, now() from gone");
        jdbc.execute("update device set claimed_shares = 0, state = 'AVAILABLE' where claimed_shares > 0");
        jdbc.execute("update node_capacity set claimed_cpus = 0, claimed_dedicated_cpus = 0, claimed_memory_mib = 0, "
                + "claimed_disk_mib = 0");
        jdbc.execute("vacuum analyze");
    }

    /** Number of a process of the server. */
    long backend() {
        return Objects.requireNonNull(jdbc.queryForObject("select pg_backend_pid()", Long.class));
    }

    Set<String> claims() {
        return new TreeSet<>(jdbc.query("select vm_uid from claim", (row, _) -> String.valueOf(row.getString(1))));
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
