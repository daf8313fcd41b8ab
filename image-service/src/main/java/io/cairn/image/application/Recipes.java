package io.cairn.image.application;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/** Builds images from recipes. */
public interface Recipes {
    boolean exists(String recipe);

    /** Names of the recipes, for messages and for the sample images. */
    List<String> names();

    /**
     * Runs a recipe to its end; what it made lies in the directory, described by {@code manifest.json}. An interrupt ends
     * the recipe with everything that it started.
     *
     * @param progress percent and what is being done; called from another thread
     * @throws IOException with a sentence for people if the recipe fails or takes too long
     */
    void run(String recipe, Path output, BiConsumer<Integer, String> progress) throws IOException, InterruptedException;
}
