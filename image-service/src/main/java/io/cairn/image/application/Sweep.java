package io.cairn.image.application;

import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.image.domain.Manifest;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Resource;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    private final Resources<ImageSpec, ImageFacts, ImageStatus> images;
    private final BookedImages booked;
    private final Blobs blobs;
    private final Uploads uploads;
    private final Keep keep;
    private final Clock clock;
    private Instant due = Instant.MIN;

    /**
     * How long what nobody needs any more stays.
     *
     * @param unused a blob that no image names, after it was last used
     * @param unfinished an upload to which no bytes come any more
     */
    public record Keep(Duration unused, Duration unfinished) {}

    public Sweep(BookedImages booked, Blobs blobs, Uploads uploads, Keep keep,
            Clock clock) {
        this.images = booked.images();
        this.booked = booked;
        this.blobs = blobs;
        this.uploads = uploads;
        this.keep = keep;
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
        uploads();
        var named = new HashSet<String>();
        new AllImages(images).each(image -> image.facts()
                .manifests()
                .flatMap(Manifest::blobs)
                .map(Manifest.Blob::digest)
                .forEach(named::add));
        return blobs.sweep(named, clock.instant().minus(keep.unused()));
    }

    /** Ends uploads whose sender has gone for good, and removes the bytes of those whose image is gone. */
    private void uploads() throws IOException {
        var since = clock.instant().minus(keep.unfinished());
        var alive = new HashSet<String>();
        var left = new ArrayList<Resource<ImageSpec, ImageFacts, ImageStatus>>();
        new AllImages(images).each(image -> image.facts().upload().ifPresent(upload -> {
            alive.add(image.uid());
            if (image.facts().wanted().isEmpty() && upload.since().isBefore(since)) {
                left.add(image);
            }
        }));
        for (var image : left) {
            if (uploads.touched(image.uid()).orElse(Instant.MIN).isBefore(since)) {
                booked.change(image.uid(), facts -> facts.wanted().isPresent() ? facts
                        : facts.failed("no bytes came for %d hours, so the upload was dropped".formatted(
                                keep.unfinished().toHours()), clock.instant()));
                alive.remove(image.uid());
            }
        }
        var dropped = uploads.sweep(alive);
        if (dropped > 0) {
            log.atInfo().addKeyValue("uploads", dropped).log("Unfinished uploads were dropped");
        }
    }
}
