package io.cairn.image.adapter.recipe;

import io.cairn.image.application.Recipes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Recipes that ship with the service, run by bash in a directory of their own. A line {@code progress <percent> <message>}
 * on standard output is progress; everything goes into a log, of which the last lines are the reason of a failure.
 */
public final class RecipeRunner implements Recipes {
    private static final Pattern PROGRESS = Pattern.compile("progress ([0-9]{1,3}) (.{1,200}).*");
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final int LAST_LINES = 5;
    private static final long MAX_LOG = 4 << 20;

    private final Path folder;
    private final Path logs;

    /**
     * @param work where recipes are unpacked and run
     * @param logs where their logs are kept, the last one of each
     */
    public RecipeRunner(Path work, Path logs) throws IOException {
        this.folder = Files.createDirectories(work).resolve("recipes");
        this.logs = Files.createDirectories(logs);
        unpack();
    }

    private void unpack() throws IOException {
        for (var resource : new PathMatchingResourcePatternResolver().getResources("classpath*:recipes/**/*")) {
            var url = resource.getURL().toString();
            if (!resource.isReadable() || url.endsWith("/")) {
                continue;
            }
            var target = folder.resolve(url.substring(url.lastIndexOf("/recipes/") + "/recipes/".length()));
            Files.createDirectories(target.getParent());
            try (var in = resource.getInputStream()) {
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public boolean exists(String recipe) {
        return recipe.matches("[a-z0-9-]{1,63}") && Files.exists(folder.resolve(recipe).resolve("recipe.sh"));
    }

    @Override
    public java.util.List<String> names() {
        var found = folder.toFile().list((_, name) -> exists(name));
        return found == null ? java.util.List.of() : java.util.Arrays.stream(found).sorted().toList();
    }

    @Override
    public void run(String recipe, Path output, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException {
        if (!exists(recipe)) {
            throw new IOException("There is no recipe \"%s\"".formatted(recipe));
        }
        var work = Files.createTempDirectory(folder.toAbsolutePath().getParent(), "build-");
        var log = logs.resolve("image-" + recipe + ".log");
        try {
            var builder = new ProcessBuilder("bash",
                    folder.resolve(recipe).resolve("recipe.sh").toAbsolutePath().toString(),
                    output.toAbsolutePath().toString()).directory(work.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile());
            builder.environment().put("TMPDIR", work.toString());
            var process = builder.start();
            var watchdog = Thread.ofVirtual().start(() -> end(process));
            var last = follow(process, log, progress);
            var exit = process.waitFor();
            watchdog.interrupt();
            if (exit != 0) {
                throw new IOException("Recipe %s ended with code %d: %s (log: %s)".formatted(recipe, exit,
                        String.join(" | ", last), log));
            }
        } finally {
            remove(work);
        }
    }

    /** Ends a recipe that takes too long, with everything that it started. */
    private static void end(Process process) {
        try {
            if (!process.waitFor(LIMIT.toMinutes(), java.util.concurrent.TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        }
    }

    private static ArrayDeque<String> follow(Process process, Path log, BiConsumer<Integer, String> progress)
            throws IOException {
        var last = new ArrayDeque<String>();
        var written = 0L;
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var out = Files.newBufferedWriter(log)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                written += line.length();
                if (written < MAX_LOG) {
                    out.write(line);
                    out.newLine();
                }
                var matcher = PROGRESS.matcher(line);
                if (matcher.matches()) {
                    progress.accept(Math.min(100, Integer.parseInt(matcher.group(1))), matcher.group(2));
                } else {
                    last.addLast(line);
                    if (last.size() > LAST_LINES) {
                        last.removeFirst();
                    }
                }
            }
        }
        return last;
    }

    private static void remove(Path tree) throws IOException, InterruptedException {
        // A build tree may hold files of many kinds and modes; rm knows them all.
        var exit = new ProcessBuilder("rm", "-rf", "--one-file-system", tree.toString()).start().waitFor();
        if (exit != 0) {
            throw new IOException("The build directory %s could not be removed".formatted(tree));
        }
    }
}
