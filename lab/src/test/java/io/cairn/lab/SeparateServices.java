package io.cairn.lab;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;

/** The services as processes of their own, each started by its own main class, and a simulated agent as a fifth. */
final class SeparateServices implements AutoCloseable {
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Path folder = Files.createTempDirectory("cairn-separate-");
    private final int base = Ports.hundred();
    private final Trust trust = Trust.make(folder.resolve("pki"));
    private final EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
    private final Map<String, Process> processes = new LinkedHashMap<>();

    private SeparateServices() throws IOException {}

    /** Returns when all four say that they are ready, and the agent was started. */
    static SeparateServices start() throws Exception {
        var services = new SeparateServices();
        try {
            services.startAll();
            return services;
        } catch (Exception | Error e) {
            services.close();
            throw e;
        }
    }

    private void startAll() throws IOException {
        var database = new JdbcTemplate(postgres.getPostgresDatabase());
        List.of("scheduler", "image", "vm", "gateway").forEach(schema -> database.execute("create schema " + schema));
        service("scheduler-service", "io.cairn.scheduler.SchedulerService", "scheduler", 21, 23,
                "--cairn.bootstrap.node=sim", "--cairn.bootstrap.join-token-file=" + folder.resolve("token"));
        service("image-service", "io.cairn.image.ImageService", "image", 31, 33,
                "--cairn.image.blobs=" + folder.resolve("blobs"), "--cairn.image.work=" + folder.resolve("work"),
                "--cairn.image.logs=" + folder, "--cairn.bootstrap.build-images=micro");
        service("vm-service", "io.cairn.vm.VmService", "vm", 11, 13,
                "--spring.grpc.client.channel.scheduler.target=static://127.0.0.1:" + (base + 22),
                "--spring.grpc.client.channel.images.target=static://127.0.0.1:" + (base + 32));
        service("api-gateway", "io.cairn.gateway.ApiGateway", "gateway", 43, 3,
                "--cairn.bootstrap.admin-token-file=" + folder.resolve("admin"),
                "--cairn.gateway.routes=compute.cairn.io=%s,infra.cairn.io=%s,image.cairn.io=%s".formatted(url(11),
                        url(21), url(31)));
        Waiting.until("all four are ready", PATIENCE, () -> {
            for (var process : processes.entrySet()) {
                if (!process.getValue().isAlive()) {
                    throw new IllegalStateException(log(process.getKey()));
                }
            }
            return ready(23) && ready(33) && ready(13) && ready(3);
        });
        java("simulated-agent", "node-agent", "io.cairn.node.sim.SimulatedAgent", List.of("--cairn.agent.name=sim",
                "--cairn.agent.data=" + folder.resolve("agent"),
                "--cairn.agent.join-token-file=" + folder.resolve("token"), "--cairn.agent.ca-file=" + trust.ca(),
                "--cairn.plane.scheduler=127.0.0.1:" + (base + 22), "--cairn.plane.machines=127.0.0.1:" + (base + 12)));
    }

    private String url(int offset) {
        return "https://127.0.0.1:" + (base + offset);
    }

    private void service(String name, String main, String schema, int port, int management, String... more)
            throws IOException {
        var options = new ArrayList<>(List.of("--cairn.pki=" + trust.pki(), "--cairn.gateway.url=" + url(43),
                "--server.port=" + (base + port), "--spring.grpc.server.port=" + (base + port + 1),
                "--management.server.port=" + (base + management), "--spring.datasource.url=%s&currentSchema=%s"
                        .formatted(postgres.getJdbcUrl("postgres", "postgres"), schema),
                "--spring.datasource.username=postgres"));
        options.addAll(List.of(more));
        java(name, "all-in-one", main, options);
    }

    private void java(String name, String module, String main, List<String> options) throws IOException {
        var target = Cloud.ROOT.resolve(module).resolve("target");
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp",
                target.resolve(module + "-" + VERSION + ".jar") + ":" + target.resolve("lib/*"), main));
        command.addAll(options);
        processes.put(name, new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start());
    }

    private boolean ready(int management) {
        try {
            return new Rest(CLIENT, "http://127.0.0.1:" + (base + management), Map.of()).get("/health/readiness").ok();
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String log(String name) throws IOException {
        var lines = Files.readAllLines(folder.resolve(name + ".log"));
        return name + ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    /** The public API, with the operator's token. */
    Rest gateway() throws IOException {
        return new Rest(trust.client(), url(43),
                Map.of("Authorization", "Bearer " + Files.readString(folder.resolve("admin")).strip()));
    }

    Rest stranger() {
        return new Rest(trust.client(), url(43), Map.of());
    }

    int count() {
        return processes.size();
    }

    JdbcTemplate database() {
        return new JdbcTemplate(postgres.getPostgresDatabase());
    }

    /** Asks all to end, as a service manager does; whoever does not within 30 s is told off. */
    List<String> stop() throws InterruptedException {
        processes.values().forEach(Process::destroy);
        var stubborn = new ArrayList<String>();
        for (var process : processes.entrySet()) {
            if (!process.getValue().waitFor(30, TimeUnit.SECONDS)) {
                stubborn.add(process.getKey());
                process.getValue().destroyForcibly();
            }
        }
        return stubborn;
    }

    @Override
    public void close() throws Exception {
        stop();
        postgres.close();
        Command.remove(folder);
    }
}
