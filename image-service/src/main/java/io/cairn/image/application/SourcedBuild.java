package io.cairn.image.application;

import io.cairn.image.domain.Manifest;
import java.io.IOException;
import java.util.function.BiConsumer;

/** Hands each image to who can make it. */
public record SourcedBuild(Builder.Build recipes, Builder.Build uploads) implements Builder.Build {
    @Override
    public Manifest build(Builder.Order order, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException {
        return switch (order.spec().source()) {
            case RECIPE -> recipes.build(order, progress);
            case UPLOAD -> uploads.build(order, progress);
        };
    }
}
