package io.cairn.gateway.adapter.jdbc;

import io.cairn.gateway.application.AuditedEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Entries of the audit log as rows of its table. */
final class AuditRows {
    static final String COLUMNS = "id, at, request_id, user_name, groups, impersonator, token, source, user_agent, "
            + "organisation, verb, api_group, resource, namespace, name, subresource, path, decision, code, millis, "
            + "previous, hash";
    static final String INSERT = "insert into audit (" + COLUMNS + ") values (" + "?, ".repeat(21) + "?)";

    private AuditRows() {}

    static Object[] values(AuditedEntry entry) {
        return new Object[]{entry.id(), entry.at().atOffset(ZoneOffset.UTC), entry.requestId(), entry.user(),
                entry.groups().toArray(String[]::new), entry.impersonator(), entry.token(), entry.source(),
                entry.userAgent(), entry.organisation(), entry.verb(), entry.group(), entry.resource(),
                entry.namespace(), entry.name(), entry.subresource(), entry.path(), entry.decision(), entry.code(),
                entry.millis(), entry.previous(), entry.hash()};
    }

    static AuditedEntry entry(ResultSet row, int number) throws SQLException {
        return new AuditedEntry(row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant(), text(row, 3),
                text(row, 4), List.of((String[]) row.getArray(5).getArray()), text(row, 6), text(row, 7),
                text(row, 8), text(row, 9), text(row, 10), text(row, 11), text(row, 12), text(row, 13),
                text(row, 14), text(row, 15), text(row, 16), text(row, 17), text(row, 18), row.getInt(19),
                row.getLong(20), text(row, 21), text(row, 22));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        return String.valueOf(row.getString(column));
    }
}
