package io.cairn.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** Runs programs as a user would, with a deadline. */
final class Command {
    private static final long LIMIT_SECONDS = 240;

    private Command() {}

    /** What a program said. */
    record Result(List<String> command, int exit, String out, String err) {
        Result ok() {
            Assertions.assertThat(exit).as("%s%n%s%n%s", String.join(" ", command), out, err).isZero();
            return this;
        }

        Result fails() {
            Assertions.assertThat(exit).as("%s%n%s%n%s", String.join(" ", command), out, err).isNotZero();
            return this;
        }
    }

    static Result run(Map<String, String> environment, String input, List<String> command) {
        try {
            var out = Files.createTempFile("cairn-lab-out", "");
            var err = Files.createTempFile("cairn-lab-err", "");
            try {
                var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
                builder.environment().putAll(environment);
                return new Result(command, exit(builder, input, command), Files.readString(out),
                        Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Result run(String... command) {
        return run(Map.of(), "", List.of(command));
    }

    private static int exit(ProcessBuilder builder, String input, List<String> command) throws IOException {
        var process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException unread) {
            // The program ended without reading its input: its exit code tells the story.
        }
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("%s did not end within %d s".formatted(command, LIMIT_SECONDS));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return process.exitValue();
    }

    /** Removes a directory tree; symbolic links are removed, not followed. */
    static void remove(Path tree) {
        run("rm", "-rf", "--", tree.toString()).ok();
    }
}
