package io.cairn.image.adapter.recipe;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process that runs the recipe "endless" until it is killed. */
final class KilledService {
    private KilledService() {}

    public static void main(String[] arguments) throws Exception {
        var temp = Path.of(arguments[1]);
        new RecipeRunner(List.of(Path.of(arguments[0])), temp.resolve("work"), temp.resolve("logs"),
                Duration.ofMinutes(5)).run("endless", Path.of(arguments[2]), (_, _) -> {});
    }
}
