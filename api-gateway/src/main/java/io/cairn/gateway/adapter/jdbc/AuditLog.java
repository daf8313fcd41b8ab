package io.cairn.gateway.adapter.jdbc;

import io.cairn.gateway.application.Audit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
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
    private static final String GENESIS = "0".repeat(64);

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
            var link = jdbc.query("select id, hash from audit order by id desc limit 1",
                    (row, _) -> new Link(row.getLong(1), String.valueOf(row.getString(2))))
                    .stream()
                    .findFirst()
                    .orElse(new Link(0, GENESIS));
            for (var entry : batch) {
                var next = new Link(link.id() + 1, hash(link.hash(), link.id() + 1, entry));
                jdbc.update(
                        "insert into audit (id, at, request_id, user_name, source, organisation, verb, path, decision, "
                                + "code, previous, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        next.id(),
                        entry.at().atOffset(ZoneOffset.UTC), entry.requestId(), entry.user(), entry.source(),
                        entry.organisation(), entry.verb(), entry.path(), entry.decision(), entry.code(), link.hash(),
                        next.hash());
                link = next;
            }
        });
    }

    /** SHA-256 over the previous hash and every field, each on a line of its own. */
    static String hash(String previous, long id, Entry entry) {
        var text = String.join("\n", previous, Long.toString(id), Long.toString(entry.at().toEpochMilli()),
                entry.requestId(), entry.user(), entry.source(), entry.organisation(), entry.verb(), entry.path(),
                entry.decision(), Integer.toString(entry.code()));
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
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
