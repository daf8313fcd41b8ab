package io.cairn.allinone.adapter.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded PostgreSQL server.
 *
 * <pre>
 *   no data directory --initdb--> stopped --start--> running --close--> stopped
 *                                               \--SIGKILL of this JVM--> running, adopted by the next start
 * </pre>
 *
 * PostgreSQL refuses to run as root, so a root process starts it through {@code setpriv} under an unprivileged
 * user. A server that survived its parent is adopted, never started twice on one data directory: the lock in
 * {@code postmaster.pid} is PostgreSQL's own.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final PostgresSettings settings;
    private final ProcessHandle process;

    private PostgresServer(PostgresSettings settings, ProcessHandle process) {
        this.settings = settings;
        this.process = process;
    }

    /** Starts the server, or adopts the one that runs on the data directory; returns when it answers queries. */
    public static PostgresServer start(PostgresSettings settings) throws IOException, InterruptedException {
        PostgresBinaries.ensure(settings.binaries());
        if (!Files.exists(settings.data().resolve("PG_VERSION"))) {
            initialise(settings);
        }
        var running = running(settings.data());
        var server = new PostgresServer(settings, running.isPresent() ? running.get() : launch(settings));
        log.atInfo()
                .addKeyValue("pid", server.process.pid())
                .addKeyValue("port", settings.port())
                .addKeyValue("adopted", running.isPresent())
                .log("PostgreSQL runs");
        server.awaitAnswer();
        return server;
    }

    private static void initialise(PostgresSettings settings) throws IOException, InterruptedException {
        var fresh = settings.data().resolveSibling(settings.data().getFileName() + ".new");
        Commands.run("rm", "-rf", fresh.toString());
        Files.createDirectories(fresh);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
        var secret = Files.createTempFile("cairn-initdb-", "");
        try {
            Files.writeString(secret, settings.password());
            if (root()) {
                Commands.run("chown", settings.user() + ":", fresh.toString(), secret.toString());
            }
            var command = asUser(settings, "initdb");
            command.addAll(List.of("-D", fresh.toString(), "-U", "postgres", "--pwfile=" + secret,
                    "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--data-checksums", "--no-instructions"));
            Commands.run(command.toArray(String[]::new));
        } finally {
            Files.delete(secret);
        }
        Files.move(fresh, settings.data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static ProcessHandle launch(PostgresSettings settings) throws IOException {
        var command = asUser(settings, "postgres");
        command.addAll(List.of("-D", settings.data().toString(), "-p", Integer.toString(settings.port()), "-h",
                "127.0.0.1", "-k", "", "-c", "shared_buffers=32MB", "-c", "max_connections=80", "-c", "jit=off",
                "-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "max_wal_size=256MB", "-c",
                "log_line_prefix=%m [%p] %u ", "-c", "max_parallel_workers_per_gather=0"));
        var output = ProcessBuilder.Redirect.appendTo(settings.log().toFile());
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start()
                .toHandle();
    }

    private static List<String> asUser(PostgresSettings settings, String program) {
        var command = new ArrayList<String>();
        if (root()) {
            command.addAll(List.of("setpriv", "--reuid=" + settings.user(), "--regid=" + settings.user(),
                    "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--"));
        }
        command.add(settings.binaries().resolve("bin").resolve(program).toString());
        return command;
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The live server of a data directory, by the lock file that PostgreSQL itself keeps. */
    private static Optional<ProcessHandle> running(Path data) throws IOException {
        var lock = data.resolve("postmaster.pid");
        if (!Files.exists(lock)) {
            return Optional.empty();
        }
        var first = Files.readString(lock).lines().findFirst().orElse("").strip();
        if (!first.matches("[0-9]{1,10}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(first))
                .filter(ProcessHandle::isAlive)
                .filter(PostgresServer::isPostgres);
    }

    private static boolean isPostgres(ProcessHandle handle) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(handle.pid()), "comm")).startsWith("postgres");
        } catch (IOException gone) {
            return false;
        }
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        var deadline = System.nanoTime() + settings.patience().toNanos();
        while (true) {
            try (var connection = DriverManager.getConnection(settings.adminUrl("postgres"), "postgres",
                    settings.password())) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException notYet) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("PostgreSQL did not start on port %d (%s); its log is %s"
                            .formatted(settings.port(), notYet.getMessage(), settings.log()), notYet);
                }
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Fast shutdown: open transactions are rolled back, the checkpoint is written. */
    @Override
    public void close() {
        // SIGINT is PostgreSQL's "fast shutdown"; SIGTERM would wait for every client to leave.
        try {
            Commands.run("kill", "-INT", Long.toString(process.pid()));
            process.onExit().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            log.atInfo().addKeyValue("pid", process.pid()).log("PostgreSQL stopped");
        } catch (Exception e) {
            log.atWarn().addKeyValue("pid", process.pid()).setCause(e).log("PostgreSQL did not stop in time");
        }
    }

    /** Makes the database and one login role and schema for each service; safe to repeat. */
    public void ensure(List<ServiceDatabase> databases) throws SQLException {
        ServiceRoles.ensure(settings, databases);
    }
}
