package io.cairn.node.adapter.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a short program of the host to its end. */
public final class Programs {
    private Programs() {}

    /** Exit code and the first part of what it printed. */
    public record Result(int exit, String output) {}

    /** Throws if the program cannot be started or does not end in time; a missing one says so. */
    public static Result run(long seconds, String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            // A program that prints more than a pipe holds waits here until its time is up.
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IOException("%s did not end within %d s".formatted(command[0], seconds));
            }
            return new Result(process.exitValue(),
                    new String(process.getInputStream().readNBytes(64 << 10), StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
