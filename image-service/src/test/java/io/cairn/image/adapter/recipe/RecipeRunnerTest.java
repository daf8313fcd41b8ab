package io.cairn.image.adapter.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.image.Commands;
import io.cairn.image.Waiting;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeRunnerTest {
    /** Starts a grandchild and goes on for ever. */
    private static final String ENDLESS = """
                                          echo "progress 10 Begun"
                                          bash -c 'sleep 1000 & echo $! >"$1/grandchild"; wait' inner "$1" &
                                          echo $$ >"$1/child"
                                          wait
                                          """;

    @TempDir
    Path temp;

    private final List<String> progress = new CopyOnWriteArrayList<>();
    private Path recipes = Path.of("");
    private Path output = Path.of("");

    @BeforeEach
    void make() throws IOException {
        recipes = ShippedRecipes.unpack(temp.resolve("unpacked"));
        output = Files.createDirectories(temp.resolve("output"));
    }

    private void recipe(String name, String script) throws IOException {
        Files.writeString(Files.createDirectories(recipes.resolve(name)).resolve("recipe.sh"), script);
    }

    private RecipeRunner runner(Duration limit) throws IOException {
        return new RecipeRunner(List.of(recipes), temp.resolve("work"), temp.resolve("logs"), limit);
    }

    private void run(String recipe) throws IOException, InterruptedException {
        runner(Duration.ofSeconds(30)).run(recipe, output, (percent, step) -> progress.add(percent + " " + step));
    }

    private long pid(String file) throws IOException {
        return Long.parseLong(Files.readString(output.resolve(file)).strip());
    }

    private boolean begun() {
        return output.resolve("grandchild").toFile().length() > 1 && output.resolve("child").toFile().length() > 1;
    }

    @Test
    void a_recipe_tells_its_progress_and_leaves_what_it_made() throws Exception {
        recipe("good", """
                       . "$RECIPE_LIB"
                       progress 10 "Looking around"
                       echo chatter
                       [ -z "$(ls -A)" ] || fail "the directory is not empty"
                       echo made >"$1/thing"
                       progress 250 "Done"
                       """);
        run("good");
        assertThat(progress).containsExactly("10 Looking around", "100 Done");
        assertThat(output.resolve("thing")).hasContent("made");
        assertThat(temp.resolve("logs/image-good.log")).content().contains("chatter");
        assertThat(temp.resolve("work")).isEmptyDirectory();
    }

    @Test
    void a_failure_tells_the_code_and_the_last_lines() throws Exception {
        recipe("bad", "for i in $(seq 20); do echo line $i; done; echo 'error: nothing works' >&2; exit 7");
        assertThatThrownBy(() -> run("bad")).isInstanceOf(IOException.class)
                .hasMessageContaining("Recipe bad ended with code 7")
                .hasMessageContaining("line 19 | line 20 | error: nothing works")
                .hasMessageNotContaining("line 16 ");
        assertThat(temp.resolve("work")).isEmptyDirectory();
    }

    @Test
    void output_without_end_is_kept_within_bounds() throws Exception {
        recipe("chatty", "head -c 9000000 /dev/zero | tr '\\0' x; echo; yes chatter | head -c 9000000; exit 1");
        assertThatThrownBy(() -> run("chatty")).satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(3_000));
        assertThat(Files.size(temp.resolve("logs/image-chatty.log"))).isBetween(1_000L, 5L << 20);
    }

    @Test
    void an_unknown_recipe_names_those_that_there_are() {
        assertThatThrownBy(() -> run("windows")).hasMessageContaining("\"windows\"").hasMessageContaining("micro");
        assertThatThrownBy(() -> run("../micro")).hasMessageContaining("There is no recipe");
    }

    @Test
    void a_recipe_that_takes_too_long_is_ended_with_everything_that_it_started() throws Exception {
        recipe("endless", ENDLESS);
        // Long enough for it to begin where others work.
        assertThatThrownBy(() -> runner(Duration.ofSeconds(5)).run("endless", output, (_, _) -> {}))
                .hasMessageContaining("was ended after 5 s, the longest that it may take");
        Waiting.until("all are dead", 60, () -> !Commands.alive(pid("child")) && !Commands.alive(pid("grandchild")));
        assertThat(temp.resolve("work")).isEmptyDirectory();
    }

    @Test
    void an_interrupt_ends_a_recipe_with_everything_that_it_started() throws Exception {
        recipe("endless", ENDLESS);
        var ended = new AtomicReference<@Nullable Throwable>();
        var thread = Thread.ofPlatform().start(() -> {
            try {
                run("endless");
            } catch (IOException | InterruptedException e) {
                ended.set(e);
            }
        });
        Waiting.until("the recipe runs", 60, this::begun);
        thread.interrupt();
        thread.join();
        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        Waiting.until("all are dead", 60, () -> !Commands.alive(pid("child")) && !Commands.alive(pid("grandchild")));
        assertThat(temp.resolve("work")).isEmptyDirectory();
    }

    @Test
    void what_a_recipe_leaves_running_is_ended_with_it() throws Exception {
        recipe("daemon", "sleep 1000 >/dev/null 2>&1 & echo $! >\"$1/daemon\"");
        run("daemon");
        Waiting.until("it is dead", 60, () -> !Commands.alive(pid("daemon")));
    }

    @Test
    void a_service_that_is_killed_leaves_no_process_behind_and_its_successor_no_files() throws Exception {
        recipe("endless", ENDLESS);
        var service = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path").replace(File.pathSeparator + File.pathSeparator, ""),
                KilledService.class.getName(), recipes.toString(), temp.toString(), output.toString()).inheritIO()
                .start();
        try {
            Waiting.until("the recipe runs", 60, this::begun);
            assertThat(temp.resolve("work")).isNotEmptyDirectory();
        } finally {
            service.destroyForcibly().waitFor();
        }
        Waiting.until("all are dead", 60, () -> !Commands.alive(pid("child")) && !Commands.alive(pid("grandchild")));
        var successor = runner(Duration.ofSeconds(1));
        assertThat(successor.exists("endless")).isTrue();
        assertThat(temp.resolve("work")).isEmptyDirectory();
    }
}
