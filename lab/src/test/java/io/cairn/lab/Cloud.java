package io.cairn.lab;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A cloud of its own on this host: packaged control plane and agent as processes, own ports, network and directories. */
final class Cloud implements AutoCloseable {
    static final Path ROOT = Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."))
            .toAbsolutePath()
            .normalize();
    private static final String VERSION = "0.1.0-SNAPSHOT";

    final Path state;
    final int base;
    final String node;
    final String network;
    private final int subnet;
    private Process plane;
    private Process agent;

    private Cloud() throws IOException {
        state = Files.createTempDirectory("cairn-lab-");
        // PostgreSQL and QEMU run as users of their own and must get through.
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        base = freePorts();
        subnet = ThreadLocalRandom.current().nextInt(20, 250);
        node = "lab-" + base;
        network = "clab" + base;
        Files.createDirectories(state.resolve("logs"));
        plane = startPlane();
        agent = startAgent();
    }

    /** Returns when the node is Ready and the image micro is built. */
    static Cloud start() throws IOException {
        var cloud = new Cloud();
        try {
            cloud.awaitUp();
            cloud.cairn("wait", "image/micro", "--for=condition=Ready", "--timeout=180s").ok();
            return cloud;
        } catch (RuntimeException | Error e) {
            var logs = cloud.lastLines();
            cloud.close();
            throw new AssertionError("The cloud did not come up%n%s".formatted(logs), e);
        }
    }

    /** The end of every log, for the report of a failure. */
    String lastLines() {
        return Command.run("sh", "-c", "tail -n 25 '%s'/logs/*".formatted(state)).out();
    }

    private static int freePorts() throws IOException {
        for (var attempt = 0; attempt < 50; attempt++) {
            var candidate = 10_000 + ThreadLocalRandom.current().nextInt(200) * 100;
            if (Stream.of(3, 11, 12, 13, 21, 22, 23, 31, 32, 33, 43, 54, 93).allMatch(port -> free(candidate + port))) {
                return candidate;
            }
        }
        throw new IOException("No hundred free ports between 10000 and 30000");
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    private Process java(String name, String module, String main, List<String> options) throws IOException {
        var command = new ArrayList<>(List.of(java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx320m",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                ROOT.resolve(module).resolve("target/" + module + "-" + VERSION + ".jar") + ":"
                        + ROOT.resolve(module).resolve("target/lib/*"),
                main));
        command.addAll(options);
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(state.resolve("logs/" + name + ".log").toFile()))
                .start();
    }

    private Process startPlane() throws IOException {
        Files.deleteIfExists(state.resolve("run/ready"));
        return java("control-plane", "all-in-one", "io.cairn.allinone.AllInOne", List.of("--state=" + state,
                "--base-port=" + base, "--cairn.bootstrap.node=" + node,
                "--cairn.bootstrap.join-token-file=" + state.resolve("data/secrets/join-token"),
                "--cairn.bootstrap.allow-emulation=true", "--cairn.bootstrap.build-images=micro"));
    }

    private Process startAgent() throws IOException {
        return java("agent", "node-agent", "io.cairn.node.NodeAgent", List.of("--cairn.agent.name=" + node,
                "--cairn.agent.data=" + state.resolve("agent"),
                "--cairn.agent.join-token-file=" + state.resolve("data/secrets/join-token"),
                "--cairn.agent.ca-file=" + state.resolve("data/pki/ca.crt"), "--cairn.agent.network=" + network,
                "--cairn.agent.subnet=10.99." + subnet, "--cairn.plane.scheduler=127.0.0.1:" + (base + 22),
                "--cairn.plane.machines=127.0.0.1:" + (base + 12), "--cairn.plane.images=127.0.0.1:" + (base + 32),
                "--management.server.port=" + (base + 93)));
    }

    private void awaitUp() {
        Waiting.until("the control plane is up", Duration.ofSeconds(90),
                () -> Files.exists(state.resolve("run/ready")));
        cairn("wait", "node/" + node, "--for=condition=Ready", "--timeout=60s").ok();
    }

    void killPlane() throws InterruptedException {
        plane.destroyForcibly().waitFor();
    }

    void killAgent() throws InterruptedException {
        agent.destroyForcibly().waitFor();
    }

    /** Starts again what does not run; returns when the door answers. */
    void restart() throws IOException {
        if (!plane.isAlive()) {
            plane = startPlane();
        }
        if (!agent.isAlive()) {
            agent = startAgent();
        }
        Waiting.until("the control plane is up again", Duration.ofSeconds(60),
                () -> Files.exists(state.resolve("run/ready")));
    }

    Command.Result cairn(String... arguments) {
        var command = new ArrayList<>(List.of(ROOT.resolve("bin/cairn").toString()));
        command.addAll(List.of(arguments));
        return Command.run(environment(), "", command);
    }

    Command.Result apply(String yaml) {
        return Command.run(environment(), yaml, List.of(ROOT.resolve("bin/cairn").toString(), "apply", "-f", "-"));
    }

    Map<String, String> environment() {
        return Map.of("CAIRN_KUBECONFIG", state.resolve("kubeconfig").toString(), "KUBECONFIG",
                state.resolve("kubeconfig").toString(), "NO_COLOR", "1");
    }

    /** One value of a machine, by a path such as {@code .status.phase}; empty if there is none. */
    String value(String name, String path) {
        return cairn("get", "vm", name, "-o", "jsonpath={" + path + "}").out().strip();
    }

    /** Waits for a state of this cloud; the report of a failure shows what users and operators would look at. */
    void until(String description, Duration limit, java.util.concurrent.Callable<Boolean> condition) {
        try {
            Waiting.until(description, limit, condition);
        } catch (AssertionError e) {
            throw new AssertionError("%s%n%s%n%s%n%s".formatted(e.getMessage(), cairn("describe", "vm").out(),
                    cairn("get", "nodes", "-o", "yaml").out(), lastLines()), e);
        }
    }

    void awaitReady(String name) {
        cairn("wait", "vm/" + name, "--for=condition=Ready", "--timeout=60s").ok();
    }

    /** The banner line of the n-th boot, when it is there. */
    String banner(String name, int boot) {
        var found = new String[]{""};
        Waiting.until(name + " says hello at boot " + boot, Duration.ofSeconds(60), () -> {
            found[0] = cairn("logs", name).out()
                    .lines()
                    .filter(line -> line.contains("cairn: " + name + " is up"))
                    .filter(line -> line.contains("boot " + boot))
                    .findFirst()
                    .orElse("");
            return !found[0].isEmpty();
        });
        return found[0];
    }

    /** The process of a machine, by the uid on its command line. */
    long qemu(String uid) {
        return Long.parseLong(
                Command.run("pgrep", "-f", "qemu-system.*-uuid " + uid).ok().out().lines().findFirst().orElseThrow());
    }

    @Override
    public void close() {
        for (var process : List.of(agent, plane)) {
            process.destroy();
            try {
                if (!process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        Host.cleanUp(node, network);
        // A server whose parent was killed and never started again is on its own.
        Command.run("sh", "-c", "[ -s '%1$s' ] && kill -INT $(head -1 '%1$s') && sleep 1; true"
                .formatted(state.resolve("data/postgres/postmaster.pid")));
        Command.remove(state);
    }
}
