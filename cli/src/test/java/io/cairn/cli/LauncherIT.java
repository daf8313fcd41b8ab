package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** bin/cairn and the packed jar as a person starts them: exit codes, streams, the cache. */
class LauncherIT {

    private static Cloud cloud;
    private static Path installation;

    /** What a process did. */
    record Ended(int code, String out, String error) {}

    @BeforeAll
    static void install() throws Exception {
        cloud = new Cloud();
        installation = Files.createTempDirectory("cairn-installed");
        Files.createDirectories(installation.resolve("bin"));
        Files.createDirectories(installation.resolve("lib/cairn"));
        Files.copy(Path.of("../bin/cairn"), installation.resolve("bin/cairn"));
        Files.copy(Path.of("target/cairn.jar"), installation.resolve("lib/cairn/cairn.jar"));
        Files.createSymbolicLink(installation.resolve("bin/kubectl-cairn"), Path.of("cairn"));
    }

    @AfterAll
    static void remove() throws Exception {
        try (var files = Files.walk(installation)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        cloud.close();
    }

    private static Ended run(String program, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", installation.resolve("bin").resolve(program).toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(cloud.folder, "out", "");
        Path error = Files.createTempFile(cloud.folder, "error", "");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile())
                .redirectError(error.toFile());
        builder.environment()
                .putAll(Map.of("CAIRN_KUBECONFIG", cloud.folder.resolve("kubeconfig").toString(), "HOME",
                        cloud.folder.toString(), "TERM", "xterm"));
        builder.environment().remove("XDG_CACHE_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(error, StandardCharsets.UTF_8));
    }

    private static Ended cairn(String... arguments) throws IOException, InterruptedException {
        return run("cairn", Map.of(), arguments);
    }

    @Test
    void each_ending_has_its_exit_code() throws Exception {
        cloud.machine("web", true);
        assertThat(cairn("--help").code()).isZero();
        assertThat(cairn("get", "vm").code()).isZero();
        assertThat(cairn("create", "vm", "web", "--image", "micro").code()).isEqualTo(1);
        assertThat(cairn("gte", "vm").code()).isEqualTo(2);
        assertThat(cairn("get", "--no-such-option").code()).isEqualTo(2);
        assertThat(cairn("get", "vm", "gone").code()).isEqualTo(3);
        assertThat(cairn("wait", "vm/web", "--for=condition=Paused", "--timeout=1s").code()).isEqualTo(4);
        assertThat(cairn("get", "vm", "--server", "https://127.0.0.1:1").code()).isEqualTo(5);
    }

    @Test
    void results_and_everything_else_go_to_different_streams_without_colours() throws Exception {
        Ended found = cairn("get", "it");
        assertThat(found.out()).isEmpty();
        assertThat(found.error()).isEqualTo("No instancetypes found.\n");
        Ended wrong = cairn("gte");
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.error()).isEqualTo("error: there is no command gte\ntry: did you mean cairn get?\n");
    }

    @Test
    void every_command_has_help_with_examples() throws Exception {
        List<String> commands = cairn("__complete", "--", "").out().lines().toList();
        assertThat(commands).hasSizeGreaterThan(15);
        for (String command : commands) {
            Ended help = cairn(command, "--help");
            assertThat(help.code()).as(command).isZero();
            assertThat(help.out()).as(command).startsWith("Usage: cairn " + command).contains("Examples:");
        }
    }

    @Test
    void it_is_a_plugin_of_kubectl_too() throws Exception {
        assertThat(run("kubectl-cairn", Map.of(), "--help").out()).startsWith("Usage: kubectl cairn COMMAND");
        assertThat(run("kubectl-cairn", Map.of(), "version", "--client").out()).contains("Client:");
    }

    @Test
    void the_cache_is_made_once_used_and_not_needed() throws Exception {
        assertThat(cairn("--build-cache").code()).isZero();
        Path cache = installation.resolve("lib/cairn/cairn.aot");
        var made = Files.getLastModifiedTime(cache);
        assertThat(cairn("--build-cache").code()).isZero();
        assertThat(Files.getLastModifiedTime(cache)).isEqualTo(made);
        assertThat(cairn("version", "--client").error()).isEmpty();
        Files.write(cache, new byte[]{1, 2, 3});
        Ended spoiled = cairn("version", "--client");
        assertThat(spoiled.code()).isZero();
        assertThat(spoiled.out()).startsWith("Client:");
        assertThat(cairn("--build-cache").code()).isZero();
        assertThat(Files.size(cache)).isGreaterThan(1000);
    }

    @Test
    void an_editor_changes_an_object() throws Exception {
        cloud.machine("edited", true);
        Ended edited = run("cairn", Map.of("CAIRN_EDITOR", "sed -i s/micro/debian-12/"), "edit", "vm", "edited");
        assertThat(edited.code()).as(edited.error()).isZero();
        assertThat(cloud.machines.find(Cloud.key("edited")).orElseThrow().spec().image()).isEqualTo("debian-12");
        assertThat(run("cairn", Map.of("CAIRN_EDITOR", "true"), "edit", "vm", "edited").error())
                .contains("nothing was changed");
    }

    @Test
    void no_java_25_is_said_with_the_way_to_one() throws Exception {
        Path empty = Files.createDirectories(cloud.folder.resolve("nothing"));
        Path script = installation.resolve("bin/without-java");
        Files.writeString(script, Files.readString(Path.of("../bin/cairn"))
                .replace("/usr/lib/jvm/", empty + "/")
                .replace("/opt/*25*", ""));
        Ended ended = run("without-java", Map.of("JAVA_HOME", empty.toString()), "get", "vm");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.error()).contains("needs Java 25", "try: install");
    }

    @Test
    void ssh_is_called_with_the_address_and_the_keys_of_the_machine() throws Exception {
        var machine = cloud.machine("reachable", true);
        Path programs = Files.createDirectories(cloud.folder.resolve("programs"));
        Path ssh = Files.writeString(programs.resolve("ssh"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n[ \"$9\" != root ]\n");
        assertThat(ssh.toFile().setExecutable(true)).isTrue();
        Map<String, String> path = Map.of("PATH", programs + ":" + System.getenv("PATH"));
        Ended run = run("cairn", path, "ssh", "reachable", "--", "-L", "1:b:2", "uptime");
        assertThat(run.code()).as(run.error()).isZero();
        assertThat(run.out().lines().toList()).contains("HostKeyAlias=" + machine.metadata().uid(),
                "StrictHostKeyChecking=accept-new", "debian")
                .endsWith("10.20.0.5", "-L", "1:b:2", "uptime");
        assertThat(run("cairn", path, "ssh", "root@reachable").out()).contains("\nroot\n");
    }

    @Test
    void kubectl_completes_what_follows_the_plugin() throws Exception {
        Files.createSymbolicLink(installation.resolve("bin/kubectl_complete-cairn"), Path.of("cairn"));
        Ended completed = run("kubectl_complete-cairn", Map.of(), "con");
        assertThat(completed.out()).isEqualTo("console\ncontext\n:4\n");
    }
}
