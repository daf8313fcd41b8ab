package io.cairn.image.adapter.qemu;

import io.cairn.resource.adapter.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Runs qemu-img on files that strangers made. */
public final class QemuImg {
    private static final long MEMORY_BYTES = 1L << 30;
    private static final int OPEN_FILES = 64;
    private static final int MOST_OUTPUT = 1 << 20;
    private static final int UNSUPPORTED = 63;
    private static final int LEAKS = 3;

    private final List<String> program;
    private final Duration limit;

    /** @param limit the longest that one call may take */
    public QemuImg(Duration limit) {
        this(List.of("qemu-img"), limit);
    }

    QemuImg(List<String> program, Duration limit) {
        this.program = List.copyOf(program);
        this.limit = limit;
    }

    /** What qemu-img said. */
    private record Said(int code, String out) {}

    /** What it finds in the header. */
    public JsonNode info(Path file, String format) throws IOException, InterruptedException {
        var said = run("info", file, format);
        if (said.code() != 0) {
            throw new IOException("qemu-img does not take it for a %s disk: %s".formatted(format, firstLine(said)));
        }
        return json(said);
    }

    /** Looks through the tables of a disk. Throws with a sentence if they do not hold together. */
    public void check(Path file, String format, long length) throws IOException, InterruptedException {
        var said = run("check", file, format);
        if (said.code() == UNSUPPORTED) {
            return; // a raw disk has no tables
        }
        if (said.code() != 0 && said.code() != LEAKS) {
            throw new IOException(
                    ("qemu-img check finds the disk broken (%s); repair it, qemu-img check -r all FILE, or "
                            + "make it anew").formatted(broken(said)));
        }
        var end = json(said).path("image-end-offset").asLong(0);
        if (end > length) {
            throw new IOException("the disk goes on to byte %d, but the file ends at %d: it was cut off".formatted(end,
                    length));
        }
    }

    private static String broken(Said said) {
        try {
            var found = Json.MAPPER.readTree(said.out());
            return "%d corruptions, %d errors".formatted(found.path("corruptions").asLong(0),
                    found.path("check-errors").asLong(0));
        } catch (JacksonException notJson) {
            return firstLine(said);
        }
    }

    private static JsonNode json(Said said) throws IOException {
        try {
            return Json.MAPPER.readTree(said.out());
        } catch (JacksonException notJson) {
            throw new IOException("qemu-img said nothing that can be understood: " + firstLine(said), notJson);
        }
    }

    private static String firstLine(Said said) {
        var line = said.out().lines().findFirst().orElse("it said nothing");
        return line.length() > 300 ? line.substring(0, 300) : line;
    }

    /** Errors of qemu-img go where its answer goes: one of the two comes. */
    private Said run(String verb, Path file, String format) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("prlimit", "--as=" + MEMORY_BYTES, "--cpu=" + limit.toSeconds(),
                "--nofile=" + OPEN_FILES, "--fsize=0", "--core=0", "--"));
        command.addAll(program);
        command.addAll(List.of(verb, "-f", format, "--output=json", file.toAbsolutePath().toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        var path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", path, "LC_ALL", "C"));
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            throw new IOException("uploads cannot be checked: prlimit and qemu-img must be installed where the image "
                    + "service runs (apt-get install qemu-utils)", missing);
        }
        return outcome(process);
    }

    private Said outcome(Process process) throws IOException, InterruptedException {
        var out = new StringBuilder();
        var reader = Thread.ofVirtual().start(() -> out.append(text(process.getInputStream())));
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("qemu-img was ended after %d s, the longest that a check may take".formatted(
                        limit.toSeconds()));
            }
            reader.join();
            return new Said(process.exitValue(), out.toString());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(InputStream out) {
        try (out) {
            var text = new String(out.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            out.skip(Long.MAX_VALUE);
            return text;
        } catch (IOException ended) {
            return "";
        }
    }
}
