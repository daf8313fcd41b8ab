package io.cairn.image.application;

import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Resource;
import java.util.function.Consumer;

/** Walks all images, page by page. */
record AllImages(Resources<ImageSpec, ImageFacts, ImageStatus> images) {
    private static final int PAGE = 200;

    void each(Consumer<Resource<ImageSpec, ImageFacts, ImageStatus>> look) {
        var page = images.page("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(look);
            page = images.page(page.getLast().uid(), PAGE);
        }
    }
}
