package io.cairn.image.application;

import io.cairn.image.domain.Manifest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the blobs of deleted images and of builds that are no longer kept. A machine is pinned to blobs, not to an
 * image: what was resolved for one or read by a node lately stays, so that deleting an image takes nothing from machines
 * that are just being made from it. A node keeps what its machines stand on in its own cache.
 */
public final class Sweep {
    private static final Logger log = LoggerFactory.getLogger(Sweep.class);
    private static final Duration EVERY = Duration.ofHours(1);

    private final AllImages images;
    private final Blobs blobs;
    private final Duration grace;
    private final Clock clock;
    private Instant due = Instant.MIN;

    /** @param grace how long a blob that no image names stays after it was last used */
    public Sweep(AllImages images, Blobs blobs, Duration grace, Clock clock) {
        this.images = images;
        this.blobs = blobs;
        this.grace = grace;
        this.clock = clock;
    }

    /** Sweeps if that is due. Not called while a build runs: its blobs are named only at its end. */
    public void whenDue() {
        var now = clock.instant();
        if (now.isBefore(due)) {
            return;
        }
        due = now.plus(EVERY);
        try {
            var swept = sweep();
            if (swept.blobs() > 0) {
                log.atInfo()
                        .addKeyValue("blobs", swept.blobs())
                        .addKeyValue("bytes", swept.bytes())
                        .log("Blobs that no image names were removed");
            }
        } catch (IOException e) {
            log.atWarn().setCause(e).log("Blobs could not be swept; trying again in an hour");
        }
    }

    Blobs.Swept sweep() throws IOException {
        var named = new HashSet<String>();
        images.each(image -> image.facts()
                .manifests()
                .flatMap(Manifest::blobs)
                .map(Manifest.Blob::digest)
                .forEach(named::add));
        return blobs.sweep(named, clock.instant().minus(grace));
    }
}
