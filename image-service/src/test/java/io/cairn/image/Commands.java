package io.cairn.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the host, to their end, and whether a process lives. */
public final class Commands {
    private Commands() {}

    /** What it said; throws if it ended badly or took too long. */
    public static String run(Path directory, int seconds, String... words) throws IOException, InterruptedException {
        var out = Files.createTempFile("command-", ".out");
        try {
            var process = new ProcessBuilder(words).directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("%s took longer than %d s: %s".formatted(List.of(words), seconds,
                        Files.readString(out)));
            }
            if (process.exitValue() != 0) {
                throw new IOException("%s ended with %d: %s".formatted(List.of(words), process.exitValue(),
                        Files.readString(out)));
            }
            return Files.readString(out, StandardCharsets.UTF_8);
        } finally {
            Files.deleteIfExists(out);
        }
    }

    /** False also for a process that is dead and only waits for its parent. */
    public static boolean alive(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException gone) {
            return false;
        }
    }
}
