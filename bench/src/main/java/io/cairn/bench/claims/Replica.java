package io.cairn.bench.claims;

import io.cairn.scheduler.SchedulerService;
import io.cairn.vm.adapter.grpc.ClaimLine;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A scheduler as a process of its own, and a channel to it as vm-service. */
final class Replica implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);
    private static final long DEADLINE_SECONDS = 10;
    private static final int LOG_LINES = 30;

    private final int management;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final ManagedChannel channel;
    private final ClaimLine line;

    private Replica(int management, Process process, Path log, ManagedChannel channel) {
        this.log = log;
        this.management = management;
        this.process = process;
        this.channel = channel;
        this.line = new ClaimLine(channel, DEADLINE_SECONDS);
    }

    static Replica start(Path folder, String database, int number) throws IOException {
        var grpc = Ports.free();
        var management = Ports.free();
        var pki = folder.resolve("pki");
        var log = folder.resolve("replica-%d-%d.log".formatted(number, grpc));
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), SchedulerService.class.getName(),
                "--spring.main.banner-mode=off", "--logging.level.root=WARN", "--cairn.pki=" + pki, "--server.port=0",
                "--management.server.port=" + management, "--spring.grpc.server.port=" + grpc,
                "--spring.datasource.url=" + database, "--spring.datasource.username=postgres")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var credentials = TlsChannelCredentials.newBuilder()
                .trustManager(pki.resolve("ca.crt").toFile())
                .keyManager(pki.resolve("vm-service.crt").toFile(), pki.resolve("vm-service.key").toFile())
                .build();
        return new Replica(management, process, log, Grpc.newChannelBuilder("127.0.0.1:" + grpc, credentials).build());
    }

    /** Waits until its database answers. */
    Replica ready() throws InterruptedException {
        var deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (get("/health/readiness").contains("UP")) {
                return this;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new IllegalStateException("A scheduler did not start. The end of its log:\n" + end());
    }

    private String end() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** A counter of its metrics, over all of its tags; 0 if it has none of that name. */
    double counter(String name) throws InterruptedException {
        return get("/metrics").lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String get(String path) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException notYet) {
            return "";
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** As vm-service asks. */
    ClaimLine line() {
        return line;
    }

    /** As the kernel would: no goodbye. */
    void kill() {
        process.destroyForcibly();
        channel.shutdownNow();
        http.close();
    }

    @Override
    public void close() {
        process.destroy();
        channel.shutdownNow();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).exceptionally(_ -> process.destroyForcibly()).join();
        http.close();
    }
}
