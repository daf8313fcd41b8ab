package io.cairn.gateway.adapter.jdbc;

import io.cairn.gateway.application.AuditTrail;
import io.cairn.gateway.application.AuditedEntry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads, proves and shortens the audit log. */
public final class PostgresAuditTrail implements AuditTrail {
    private static final int PAGE = 1_000;
    /** One round of retention; the next one goes on. */
    private static final int MOST_RETIRED = 100_000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    public PostgresAuditTrail(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Override
    public List<AuditedEntry> page(Query query, int limit) {
        var where = new StringBuilder("true");
        var values = new ArrayList<>();
        equal(where, values, "organisation", query.organisation());
        equal(where, values, "user_name", query.user());
        equal(where, values, "verb", query.verb());
        equal(where, values, "resource", query.resource());
        equal(where, values, "namespace", query.namespace());
        equal(where, values, "name", query.name());
        equal(where, values, "decision", query.decision());
        add(where, values, " and at >= ?", query.from().map(at -> at.atOffset(ZoneOffset.UTC)));
        add(where, values, " and at < ?", query.to().map(at -> at.atOffset(ZoneOffset.UTC)));
        add(where, values, " and id < ?", query.before());
        values.add(limit);
        return jdbc.query("select " + AuditRows.COLUMNS + " from audit where " + where + " order by id desc limit ?",
                AuditRows::entry, values.toArray());
    }

    private static void equal(StringBuilder where, List<Object> values, String column, Optional<String> value) {
        add(where, values, " and " + column + " = ?", value);
    }

    private static void add(StringBuilder where, List<Object> values, String condition, Optional<?> value) {
        value.ifPresent(given -> {
            where.append(condition);
            values.add(given);
        });
    }

    private record Link(long id, String hash) {}

    private Link start() {
        var start = jdbc.queryForObject("select id, hash from audit_start",
                (row, _) -> new Link(row.getLong(1), String.valueOf(row.getString(2))));
        return start == null ? new Link(0, "") : start;
    }

    @Override
    public Proof verify() {
        var begin = start();
        var link = begin;
        var checked = 0L;
        while (true) {
            var rows = jdbc.query("select " + AuditRows.COLUMNS + " from audit where id > ? order by id limit ?",
                    AuditRows::entry, link.id(), PAGE);
            for (var row : rows) {
                if (row.id() != link.id() + 1 || !row.previous().equals(link.hash())
                        || !row.hash().equals(row.expectedHash())) {
                    return new Proof(begin.id(), link.id(), checked, Optional.of(link.id() + 1));
                }
                link = new Link(row.id(), row.hash());
                checked++;
            }
            if (rows.size() < PAGE) {
                return new Proof(begin.id(), link.id(), checked, Optional.empty());
            }
        }
    }

    @Override
    public int retain(Instant after) {
        var taken = transactions.execute(_ -> {
            var last = jdbc.query(
                    "select id, hash from (select id, hash from audit where at < ? order by id limit ?) old "
                            + "order by id desc limit 1",
                    (row, _) -> new Link(row.getLong(1), String.valueOf(row.getString(2))),
                    after.atOffset(ZoneOffset.UTC), MOST_RETIRED).stream().findFirst();
            if (last.isEmpty()) {
                return 0;
            }
            jdbc.execute("set local cairn.audit_retention = 'on'");
            jdbc.update("update audit_start set id = ?, hash = ?", last.get().id(), last.get().hash());
            return jdbc.update("delete from audit where id <= ?", last.get().id());
        });
        return taken == null ? 0 : taken;
    }
}
