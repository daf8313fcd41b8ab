package io.cairn.image.application;

import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.image.domain.Manifest;
import io.cairn.resource.application.Events;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Regarding;
import io.cairn.resource.domain.Resource;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds what is asked for, one image at a time. What is to be built is a fact, so a build that a restart cut off is begun
 * again.
 */
public final class Builder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Builder.class);
    private static final int PAGE = 100;

    private final Resources<ImageSpec, ImageFacts, ImageStatus> images;
    private final Build build;
    private final Events events;
    private final Clock clock;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().daemon().name("image-builder").unstarted(this::run);
    private volatile boolean closed;

    /** Makes an image of a recipe. */
    public interface Build {
        Manifest build(String recipe, java.util.function.BiConsumer<Integer, String> progress)
                throws IOException, InterruptedException;
    }

    public Builder(Resources<ImageSpec, ImageFacts, ImageStatus> images, Build build, Events events, Clock clock) {
        this.images = images;
        this.build = build;
        this.events = events;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    /** Asks for a build. */
    public void ask(String uid) {
        var asked = images.changeFacts(uid, facts -> facts.asked(now()));
        log.atInfo()
                .addKeyValue("image", asked.map(image -> image.metadata().name()).orElse(""))
                .log("Build asked for");
        wake.release();
    }

    /** Makes the sample images in an empty cloud, and asks for those that are wanted at once and not built yet. */
    public void ensure(List<String> samples, List<String> wanted) {
        for (var name : samples) {
            var key = ObjectKey.cluster(name);
            var image = images.find(key).orElseGet(() -> images.create(key, Map.of(), List.of(), new ImageSpec(name)));
            if (wanted.contains(name) && image.facts().manifest().isEmpty()) {
                ask(image.uid());
            }
        }
    }

    private void run() {
        while (!closed) {
            try {
                for (var image : images.page("", PAGE)) {
                    if (image.facts().wanted().isPresent() && !image.metadata().deleting()) {
                        one(image);
                    }
                }
                if (wake.tryAcquire(10, TimeUnit.SECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException stopping) {
                return;
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("Images could not be looked at; trying again");
            }
        }
    }

    private void one(Resource<ImageSpec, ImageFacts, ImageStatus> image) throws InterruptedException {
        var uid = image.uid();
        var regarding = Regarding.of(images.kind(), image);
        var begun = clock.instant();
        events.record(regarding, Events.Type.NORMAL, "BuildStarted", "Recipe %s runs".formatted(image.spec().recipe()));
        try {
            var manifest = build.build(image.spec().recipe(), (percent, step) -> note(uid, percent, step));
            var done = images.changeFacts(uid, facts -> facts.built(manifest, now()));
            events.record(regarding, Events.Type.NORMAL, "Built", "Built in %d s: %s".formatted(
                    begun.until(clock.instant(), ChronoUnit.SECONDS), manifest.digest()));
            log.atInfo()
                    .addKeyValue("image", image.metadata().name())
                    .addKeyValue("digest", manifest.digest())
                    .addKeyValue("kept", done.isPresent())
                    .log("Image built");
        } catch (IOException failed) {
            var why = String.valueOf(failed.getMessage());
            var noted = images.changeFacts(uid, facts -> facts.failed(why, now()));
            events.record(regarding, Events.Type.WARNING, "BuildFailed", why);
            log.atWarn()
                    .addKeyValue("image", image.metadata().name())
                    .addKeyValue("kept", noted.isPresent())
                    .setCause(failed)
                    .log("A build failed");
        }
    }

    private void note(String uid, int percent, String step) {
        var noted = images.changeFacts(uid, facts -> facts.progress(percent, step));
        log.atDebug().addKeyValue("percent", percent).addKeyValue("kept", noted.isPresent()).log(step);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
