package io.cairn.image.adapter.recipe;

import io.cairn.image.application.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Runs recipes: {@code <folder>/<name>/recipe.sh}, by bash, in a directory and a process group of their own. Whatever
 * ends a recipe, be it an interrupt, the limit or the death of this process, ends everything that it started.
 */
public final class RecipeRunner implements Recipes {
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final List<Path> folders;
    private final Path work;
    private final Path logs;
    private final Duration limit;

    /**
     * @param folders where recipes are; the first one also holds guard.sh and recipe-lib.sh
     * @param work where they run
     * @param logs where their logs are kept, the last one of each
     * @param limit the longest that a recipe may take
     */
    public RecipeRunner(List<Path> folders, Path work, Path logs, Duration limit) throws IOException {
        this.folders = folders.stream().map(Path::toAbsolutePath).toList();
        this.work = Files.createDirectories(work);
        this.logs = Files.createDirectories(logs);
        this.limit = limit;
        Scratch.clear(work);
    }

    private Optional<Path> script(String recipe) {
        return recipe.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
                ? folders.stream()
                        .map(folder -> folder.resolve(recipe).resolve("recipe.sh"))
                        .filter(Files::isRegularFile)
                        .findFirst()
                : Optional.empty();
    }

    @Override
    public boolean exists(String recipe) {
        return script(recipe).isPresent();
    }

    @Override
    public List<String> names() {
        return folders.stream()
                .flatMap(folder -> Stream.ofNullable(folder.toFile().list()))
                .flatMap(Stream::of)
                .filter(this::exists)
                .sorted()
                .distinct()
                .toList();
    }

    @Override
    public void run(String recipe, Path output, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException {
        var script = script(recipe)
                .orElseThrow(() -> new IOException("There is no recipe \"%s\"; the recipes are %s".formatted(recipe,
                        String.join(", ", names()))));
        var log = logs.resolve("image-" + recipe + ".log");
        var transcript = new Transcript(log, progress);
        try (var scratch = Scratch.make(work)) {
            var process = start(script, output, scratch.path());
            var reader = Thread.ofVirtual().start(() -> transcript.follow(process.getInputStream()));
            boolean ended;
            try {
                ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                kill(process);
            }
            reader.join(LAST_WORDS);
            if (!ended) {
                throw new IOException("Recipe %s was ended after %d s, the longest that it may take: %s (log: %s)"
                        .formatted(recipe, limit.toSeconds(), transcript.lastLines(), log));
            }
            if (process.exitValue() != 0) {
                throw new IOException("Recipe %s ended with code %d: %s (log: %s)".formatted(recipe,
                        process.exitValue(), transcript.lastLines(), log));
            }
        }
    }

    /** The standard input stays open as long as this process lives; guard.sh ends the recipe when it closes. */
    private Process start(Path script, Path output, Path directory) throws IOException {
        var library = folders.getFirst();
        var builder = new ProcessBuilder("setsid", "nice", "bash", library.resolve("guard.sh").toString(),
                script.toString(),
                output.toAbsolutePath().toString()).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("TMPDIR", directory.toString());
        builder.environment().put("RECIPE_LIB", library.resolve("recipe-lib.sh").toString());
        return builder.start();
    }

    /** Ends what is left of the process group. */
    private static void kill(Process process) throws IOException, InterruptedException {
        var interrupted = Thread.interrupted();
        new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        // Not at once: it would close the output that is still being read.
        if (!process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
