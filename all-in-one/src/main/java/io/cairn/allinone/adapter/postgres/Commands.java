package io.cairn.allinone.adapter.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Runs a short command to its end. */
final class Commands {
    private static final long LIMIT_SECONDS = 120;
    private static final int OUTPUT_LIMIT = 4_000;

    private Commands() {}

    /** Throws with the command's own words if it fails or takes longer than two minutes. */
    static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command[0] + " did not finish within " + LIMIT_SECONDS + " s");
        }
        if (process.exitValue() != 0) {
            throw new IOException("%s failed with exit code %d: %s".formatted(String.join(" ", command),
                    process.exitValue(), output.substring(0, Math.min(output.length(), OUTPUT_LIMIT)).strip()));
        }
    }
}
