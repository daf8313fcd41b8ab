package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Resource;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A service's resources in its schema: tables, transactions, the feed of changes. */
public final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final ObjectTable table;
    private final TransactionTemplate transactions;
    private final TransactionTemplate snapshots;
    private final ChangeFeed feed;
    private final Clock clock;
    private final Supplier<String> uids;

    public Database(DataSource source, PlatformTransactionManager manager, Clock clock, Supplier<String> uids) {
        this.table = new ObjectTable(new JdbcTemplate(source), clock);
        this.transactions = new TransactionTemplate(manager);
        this.snapshots = new TransactionTemplate(manager);
        this.snapshots.setReadOnly(true);
        this.snapshots
                .setIsolationLevel(org.springframework.transaction.TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.clock = clock;
        this.uids = uids;
        this.feed = new ChangeFeed(table, clock);
    }

    ObjectTable table() {
        return table;
    }

    public ChangeFeed feed() {
        return feed;
    }

    /** Whole seconds, as timestamps of metadata are. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    String newUid() {
        return uids.get();
    }

    /** Runs a write in one transaction (or joins the one that is open) and wakes the feed once it is committed. */
    <R> R write(boolean dryRun, Supplier<R> work) {
        var result = transactions.execute(status -> {
            var written = work.get();
            if (dryRun) {
                status.setRollbackOnly();
            } else {
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        feed.wake();
                    }
                });
            }
            return written;
        });
        return java.util.Objects.requireNonNull(result);
    }

    /** Runs reads that must agree with each other on one snapshot. */
    public <R> R read(Supplier<R> work) {
        return java.util.Objects.requireNonNull(snapshots.execute(_ -> work.get()));
    }

    /** The version of the snapshot inside {@link #read}, or of now. */
    public long version() {
        return table.currentVersion();
    }

    /** Watches and pages from before this version have expired. */
    public long oldestVersion() {
        return table.oldestVersion();
    }

    void log(Kind<?, ?, ?> kind, Resource<?, ?, ?> resource, String message) {
        log.atDebug().addKeyValue("kind", kind.id()).addKeyValue("object", resource.key()).log(message);
    }

    @Override
    public void close() {
        feed.close();
    }
}
