package io.cairn.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/**
 * One unmodified kubectl of this machine.
 *
 * @param minor of its version 1.x
 */
record Kubectl(Path program, String version, int minor) {
    private static final Pattern VERSION = Pattern.compile("v1\\.([0-9]+)\\.[0-9]+");

    /**
     * Every version that is here: on PATH, beside it as {@code kubectl.1.NN}, and the oldest, of Debian's package
     * kubernetes-client, which is fetched if the machine can.
     */
    static List<Kubectl> all() throws IOException {
        var found = new LinkedHashMap<String, Kubectl>();
        for (var program : programs()) {
            // A dispatcher runs one of those beside it, by the version of the server: it is none of its own.
            var said = Command.run(program.toString(), "version", "--client", "-o", "json").out();
            var version = VERSION.matcher(said);
            if (version.find() && !said.contains("-dispatcher")) {
                found.putIfAbsent(version.group(),
                        new Kubectl(program, version.group(), Integer.parseInt(version.group(1))));
            }
        }
        return found.values().stream().sorted(Comparator.comparingInt(Kubectl::minor)).toList();
    }

    private static List<Path> programs() throws IOException {
        var programs = new ArrayList<Path>();
        var debian = Command.run(Cloud.ROOT.resolve("deploy/local/debian-kubectl").toString(),
                Cloud.ROOT.resolve("lab/target/debian-kubectl").toString());
        if (debian.exit() == 0) {
            programs.add(Path.of(debian.out().strip()));
        }
        var first = Command.run("sh", "-c", "command -v kubectl || true").out().strip();
        if (!first.isEmpty()) {
            var real = Path.of(first).toRealPath();
            programs.add(real);
            try (Stream<Path> beside = Files.list(real.getParent())) {
                beside.filter(file -> file.getFileName().toString().matches("kubectl\\.1\\.[0-9]+"))
                        .forEach(programs::add);
            }
        }
        return programs;
    }

    @Override
    public String toString() {
        return version;
    }

    boolean since(int given) {
        return minor >= given;
    }

    /** With a discovery cache of its own, in the given folder. */
    Session session(Path kubeconfig, Path folder) {
        return new Session(this, Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", folder.toString(),
                "KUBECACHEDIR", folder.resolve("cache").toString()), folder);
    }

    /** What one user does with it. */
    record Session(Kubectl kubectl, Map<String, String> environment, Path folder) {
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        Command.Result run(String input, String... arguments) {
            return Command.run(environment, input, command(arguments));
        }

        private List<String> command(String... arguments) {
            var command = new ArrayList<>(List.of(kubectl.program().toString(),
                    "--cache-dir=" + folder.resolve("cache")));
            command.addAll(List.of(arguments));
            return command;
        }

        /** Must succeed; what it printed. */
        String ok(String... arguments) {
            return run("", arguments).ok().out();
        }

        /** Must succeed with a file on its standard input. */
        String okWith(String input, String... arguments) {
            return run(input, arguments).ok().out();
        }

        /** Must fail; what it said. */
        String fails(String... arguments) {
            var result = run("", arguments).fails();
            return result.out() + result.err();
        }

        Session with(String name, String value) {
            var more = new LinkedHashMap<>(environment);
            more.put(name, value);
            return new Session(kubectl, more, folder);
        }

        /** Follows until a line has the word, then ends the program. Something is done once the first line is here. */
        void follows(String word, Runnable afterTheFirst, String... arguments)
                throws IOException, InterruptedException {
            var builder = new ProcessBuilder(command(arguments)).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            var process = builder.start();
            var killer = Thread.ofVirtual().start(() -> end(process));
            try (var lines = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                var first = lines.readLine();
                Assertions.assertThat(first).as("the first line of %s", List.of(arguments)).isNotNull();
                afterTheFirst.run();
                var line = first;
                while (line != null && !line.contains(word)) {
                    line = lines.readLine();
                }
                Assertions.assertThat(line).as("a line with %s from %s", word, List.of(arguments)).isNotNull();
            } finally {
                process.destroy();
                killer.interrupt();
                process.waitFor();
            }
        }

        private static void end(Process process) {
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
