package io.cairn.image.domain;

import io.cairn.resource.domain.Limits;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of an image.
 *
 * @param manifest what was built last; stays while it is built anew
 * @param wanted when a build was asked for that has not ended yet
 * @param failure why the last build failed
 */
public record ImageFacts(Optional<Manifest> manifest, Optional<Instant> builtAt, Optional<Instant> wanted,
        @Limits(defaults = "0") int percent, @Limits(defaults = "\"\"", maxLength = 1024) String step,
        @Limits(maxLength = 4096) Optional<String> failure) {

    public static final ImageFacts NONE = new ImageFacts(Optional.empty(), Optional.empty(), Optional.empty(), 0, "",
            Optional.empty());

    public ImageFacts asked(Instant at) {
        return new ImageFacts(manifest, builtAt, wanted.or(() -> Optional.of(at)), 0, "waiting", Optional.empty());
    }

    public ImageFacts progress(int done, String doing) {
        return new ImageFacts(manifest, builtAt, wanted, done, doing, failure);
    }

    public ImageFacts built(Manifest fresh, Instant at) {
        return new ImageFacts(Optional.of(fresh), Optional.of(at), Optional.empty(), 100, "", Optional.empty());
    }

    public ImageFacts failed(String why, Instant at) {
        return new ImageFacts(manifest, Optional.of(at), Optional.empty(), 0, "", Optional.of(why));
    }
}
