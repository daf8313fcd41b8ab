package io.cairn.gateway.adapter.jdbc;

import io.cairn.gateway.application.Audit;
import io.cairn.gateway.application.AuditedEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes the audit log in batches from one thread; the lock on the table makes one chain of several writers. */
public final class AuditLog implements Audit, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
    private static final int QUEUE = 10_000;
    private static final int BATCH = 200;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final ArrayBlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private volatile boolean closed;

    public AuditLog(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.thread = Thread.ofVirtual().name("audit").start(this::run);
    }

    @Override
    public void record(Entry entry) {
        try {
            queue.put(entry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var batch = new ArrayList<Entry>();
        while (!closed || !queue.isEmpty()) {
            try {
                if (batch.isEmpty()) {
                    var first = queue.poll(200, TimeUnit.MILLISECONDS);
                    if (first == null) {
                        continue;
                    }
                    batch.add(first);
                    queue.drainTo(batch, BATCH);
                }
                write(batch);
                batch.clear();
            } catch (InterruptedException stopping) {
                closed = true;
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("waiting", queue.size() + batch.size())
                        .setCause(e)
                        .log("The audit log cannot be written; trying again");
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private record Link(long id, String hash) {}

    private void write(List<Entry> batch) {
        transactions.executeWithoutResult(_ -> {
            jdbc.execute("lock table audit in exclusive mode");
            Link link = java.util.Objects.requireNonNull(jdbc.queryForObject(
                    "select id, hash from (select id, hash from audit union all "
                            + "select id, hash from audit_start) chain order by id desc limit 1",
                    (row, _) -> new Link(row.getLong(1), String.valueOf(row.getString(2)))));
            var rows = new ArrayList<Object[]>();
            for (var entry : batch) {
                var row = AuditedEntry.after(link.id(), link.hash(), entry);
                rows.add(AuditRows.values(row));
                link = new Link(row.id(), row.hash());
            }
            jdbc.batchUpdate(AuditRows.INSERT, rows);
        });
    }

    /** Writes what waits, then ends. */
    @Override
    public void close() {
        closed = true;
        try {
            log.atDebug().addKeyValue("ended", thread.join(java.time.Duration.ofSeconds(5))).log("Audit closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
