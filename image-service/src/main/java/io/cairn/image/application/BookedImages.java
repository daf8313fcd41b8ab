package io.cairn.image.application;

import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Resource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Images whose facts change together with what is booked for them. */
public record BookedImages(Resources<ImageSpec, ImageFacts, ImageStatus> images, ImageAccount account) {
    private static final int PAGE = 200;

    /**
     * As {@link Resources#changeFacts}. Throws {@link io.cairn.resource.domain.Refusal}, and changes nothing, if the
     * image would hold more than the quota permits.
     */
    public Optional<Resource<ImageSpec, ImageFacts, ImageStatus>> change(String uid, UnaryOperator<ImageFacts> change) {
        var name = images.findByUid(uid).map(image -> image.metadata().name());
        return name.flatMap(known -> images.changeFacts(uid, before -> {
            var after = change.apply(before);
            if (after.bytes() != before.bytes()) {
                account.hold(known, after.bytes());
            }
            return after;
        }));
    }

    /** Books images that were made before there was an account. */
    public void takeAll() {
        var page = images.page("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(image -> account.take(image.metadata().name(), image.facts().bytes()));
            page = page.size() < PAGE ? List.of() : images.page(page.getLast().uid(), PAGE);
        }
    }
}
