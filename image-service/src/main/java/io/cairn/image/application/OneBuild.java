package io.cairn.image.application;

import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.resource.application.Events;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Regarding;
import io.cairn.resource.domain.Resource;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one build after the other and tells what came of it. */
final class OneBuild {
    private static final Logger log = LoggerFactory.getLogger(OneBuild.class);
    private static final int MAX_ATTEMPTS = 3;

    private final Resources<ImageSpec, ImageFacts, ImageStatus> images;
    private final BookedImages booked;
    private final Builder.Build build;
    private final Events events;
    private final Clock clock;
    private @Nullable Running running;
    private boolean stopping;

    OneBuild(BookedImages booked, Builder.Build build, Events events, Clock clock) {
        this.images = booked.images();
        this.booked = booked;
        this.build = build;
        this.events = events;
        this.clock = clock;
    }

    /** The build that runs, and the thread to interrupt to end it. */
    private record Running(String uid, Thread thread) {}

    /** Ends the build of an image that is among those that changed, if the image is gone. */
    void cancelIfGone(List<String> changed) {
        var uid = current();
        if (uid.isPresent() && changed.contains(uid.get())
                && images.findByUid(uid.get()).filter(image -> !image.metadata().deleting()).isEmpty()) {
            cancel(uid.get());
        }
    }

    private synchronized Optional<String> current() {
        return Optional.ofNullable(running).map(Running::uid);
    }

    private synchronized void cancel(String uid) {
        if (running != null && running.uid().equals(uid)) {
            running.thread().interrupt();
        }
    }

    /** The interrupt that follows means the end of the service, not of an image. */
    synchronized void stop() {
        stopping = true;
    }

    private synchronized boolean stopped() {
        return stopping;
    }

    void run(String uid) throws InterruptedException {
        var image = images.changeFacts(uid, ImageFacts::begun).orElse(null);
        if (image == null) {
            return;
        }
        var attempt = image.facts().attempts();
        if (attempt > MAX_ATTEMPTS) {
            fail(image, "The service ended %d times while this was being built; see the service's log"
                    .formatted(MAX_ATTEMPTS));
            return;
        }
        var doing = image.spec().recipe().map("Recipe %s runs"::formatted).orElse("The upload is checked");
        tell(image, Events.Type.NORMAL, "BuildStarted", doing + (attempt > 1
                ? "; attempt %d of %d, the service ended during the last one".formatted(attempt, MAX_ATTEMPTS)
                : ""));
        try {
            run(image);
        } catch (InterruptedException ended) {
            if (stopped()) {
                images.changeFacts(uid, ImageFacts::putOff)
                        .ifPresent(put -> log.atInfo()
                                .addKeyValue("image", put.metadata().name())
                                .log("Build put off to the next start"));
                throw ended;
            }
            log.atInfo().addKeyValue("image", image.metadata().name()).log("Build ended: its image was deleted");
        } catch (IOException | Refusal failed) {
            fail(image, String.valueOf(failed.getMessage()));
        } catch (RuntimeException bug) {
            log.atError().addKeyValue("image", image.metadata().name()).setCause(bug).log("A build broke");
            fail(image, "Internal error: " + bug);
        }
    }

    private void run(Resource<ImageSpec, ImageFacts, ImageStatus> image) throws IOException, InterruptedException {
        var begun = clock.instant();
        enter(image.uid());
        try {
            var manifest = build.build(new Builder.Order(image.uid(), image.spec()),
                    (percent, step) -> note(image.uid(), percent, step));
            leave();
            var done = booked.change(image.uid(), facts -> facts.built(manifest, now()));
            tell(image, Events.Type.NORMAL, "Built", "Built in %d s: %s".formatted(
                    begun.until(clock.instant(), ChronoUnit.SECONDS), manifest.digest()));
            log.atInfo()
                    .addKeyValue("image", image.metadata().name())
                    .addKeyValue("digest", manifest.digest())
                    .addKeyValue("kept", done.isPresent())
                    .log("Image built");
        } finally {
            leave();
        }
    }

    private synchronized void enter(String uid) {
        running = new Running(uid, Thread.currentThread());
    }

    /** From here on nobody interrupts on behalf of this image; an interrupt that came too late is forgotten. */
    private synchronized void leave() {
        running = null;
        if (!stopping) {
            var late = Thread.interrupted();
            log.atTrace().addKeyValue("late", late).log("Build left");
        }
    }

    private void fail(Resource<ImageSpec, ImageFacts, ImageStatus> image, String why) {
        var noted = booked.change(image.uid(), facts -> facts.failed(why, now()));
        tell(image, Events.Type.WARNING, "BuildFailed", why);
        log.atWarn()
                .addKeyValue("image", image.metadata().name())
                .addKeyValue("kept", noted.isPresent())
                .addKeyValue("why", why)
                .log("A build failed");
    }

    private void tell(Resource<ImageSpec, ImageFacts, ImageStatus> image, Events.Type type, String reason,
            String message) {
        events.record(Regarding.of(images.kind(), image), type, reason, message);
    }

    /** Called on the thread that reads the recipe's output. Progress that cannot be kept is no reason to end a build. */
    private void note(String uid, int percent, String step) {
        try {
            if (images.changeFacts(uid, facts -> facts.progress(percent, step)).isEmpty()) {
                cancel(uid);
            }
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("uid", uid).setCause(e).log("Progress of a build could not be kept");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
