package io.cairn.allinone.adapter.postgres;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where and how the embedded PostgreSQL runs.
 *
 * @param binaries directory that holds (or will hold) {@code bin/postgres}; readable by {@code user}
 * @param data the data directory; its parents must be searchable by {@code user}
 * @param log the server's log
 * @param port loopback TCP port
 * @param user operating-system user under which the server runs when this process is root
 * @param password of the role {@code postgres}, checked by SCRAM-SHA-256
 * @param patience how long the server may take to answer, recovery included
 */
public record PostgresSettings(Path binaries, Path data, Path log, int port, String user, String password,
        Duration patience) {

    String adminUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }
}
