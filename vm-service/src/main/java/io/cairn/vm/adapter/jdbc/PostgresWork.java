package io.cairn.vm.adapter.jdbc;

import io.cairn.vm.application.Work;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The work table. It is not worth a disk flush: what a crash takes away, the sweep at start brings back. */
public final class PostgresWork implements Work {
    /**
     * Short, so that what a killed process had in hand is taken up soon. Whose calls take longer may be joined by another
     * replica, which does no harm: a step is safe to do twice.
     */
    private static final Duration CLAIM = Duration.ofSeconds(5);

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final String table;

    /** Of machines. */
    public PostgresWork(JdbcTemplate jdbc, TransactionTemplate transactions, Clock clock) {
        this(jdbc, transactions, clock, "work");
    }

    public PostgresWork(JdbcTemplate jdbc, TransactionTemplate transactions, Clock clock, String table) {
        this.table = table;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public void hint(Collection<String> uids) {
        var now = now();
        unflushed(() -> uids.stream()
                .sorted()
                .forEach(uid -> jdbc.update(
                        "insert into %s (uid, wake_at, claimed_until) values (?, ?, 'epoch') on conflict (uid) do update "
                                .formatted(table)
                                + "set wake_at = least(%s.wake_at, excluded.wake_at)".formatted(table),
                        uid, now)));
    }

    @Override
    public List<String> claim(int limit) {
        var now = now();
        var until = now.plus(CLAIM);
        return java.util.Objects.requireNonNull(transactions.execute(_ -> {
            jdbc.execute("set local synchronous_commit = off");
            return jdbc.query("update %1$s set claimed_until = ?, wake_at = ? where uid in (select uid from %1$s "
                    .formatted(table)
                    + "where wake_at <= ? and claimed_until <= ? order by wake_at limit ? for update skip locked) "
                    + "returning uid", (row, _) -> String.valueOf(row.getString(1)), until, until, now, now, limit);
        }));
    }

    @Override
    public void done(String uid, Instant next) {
        // A hint that came during the claim has set wake_at before the end of the claim: it stays.
        unflushed(() -> jdbc
                .update("update " + table + " set wake_at = case when wake_at < claimed_until then wake_at else ? end, "
                        + "claimed_until = 'epoch' where uid = ?", next.atOffset(ZoneOffset.UTC), uid));
    }

    @Override
    public void drop(String uid) {
        unflushed(() -> jdbc.update("delete from " + table + " where uid = ?", uid));
    }

    @Override
    public int due() {
        var due = jdbc.queryForObject("select count(*) from " + table + " where wake_at <= ?", Integer.class, now());
        return due == null ? 0 : due;
    }

    private void unflushed(Runnable write) {
        transactions.executeWithoutResult(_ -> {
            jdbc.execute("set local synchronous_commit = off");
            write.run();
        });
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
