package io.cairn.allinone.adapter.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** Creates the database {@code cairn} and one role and schema for each service. */
final class ServiceRoles {
    static final String DATABASE = "cairn";

    private ServiceRoles() {}

    static void ensure(PostgresSettings settings, List<ServiceDatabase> databases) throws SQLException {
        try (var connection = DriverManager.getConnection(settings.adminUrl("postgres"), "postgres",
                settings.password())) {
            if (!exists(connection, "select 1 from pg_database where datname = ?", DATABASE)) {
                execute(connection, "create database " + DATABASE);
            }
        }
        try (var connection = DriverManager.getConnection(settings.adminUrl(DATABASE), "postgres",
                settings.password())) {
            execute(connection, "revoke all on database " + DATABASE + " from public");
            execute(connection, "revoke all on schema public from public");
            for (var database : databases) {
                ensure(connection, database);
            }
        }
    }

    private static void ensure(Connection connection, ServiceDatabase database) throws SQLException {
        var verb = exists(connection, "select 1 from pg_roles where rolname = ?", database.role()) ? "alter" : "create";
        // Names and password are checked by ServiceDatabase; DDL takes no parameters.
        execute(connection, "%s role %s login password '%s'".formatted(verb, database.role(), database.password()));
        execute(connection, "grant connect on database %s to %s".formatted(DATABASE, database.role()));
        execute(connection, "create schema if not exists %s authorization %s".formatted(database.schema(),
                database.role()));
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void execute(Connection connection, String ddl) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(ddl);
        }
    }
}
