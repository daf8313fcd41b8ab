package io.cairn.image.application;

import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.image.domain.Manifest;
import io.cairn.resource.application.Events;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds what is asked for, one image at a time. What is to be built is a fact, so a build that a restart cut off is begun
 * again; one that was cut off too often has failed. Deleting an image ends its build. Of several replicas one builds at a
 * time.
 */
public final class Builder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Builder.class);
    private static final long LOOK_SECONDS = 10;
    private static final long STOP_SECONDS = 20;

    private final Resources<ImageSpec, ImageFacts, ImageStatus> images;
    private final OneBuild one;
    private final Sweep sweep;
    private final Turn turn;
    private final Clock clock;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().daemon().name("image-builder").unstarted(this::run);
    private final AutoCloseable changes;
    private volatile boolean closed;

    /** Makes an image as its spec says: runs a recipe, or checks and keeps what was uploaded. */
    public interface Build {
        /** An interrupt ends the build and removes what it had made so far. */
        Manifest build(Order order, BiConsumer<Integer, String> progress) throws IOException, InterruptedException;
    }

    /** Which image is to be made of what. */
    public record Order(String uid, ImageSpec spec) {}

    /**
     * What a builder works with.
     *
     * @param keep how long what nobody needs any more stays
     */
    public record Works(Build build, Blobs blobs, Uploads uploads, ImageAccount account, Events events, Turn turn,
            Sweep.Keep keep) {}

    public Builder(Resources<ImageSpec, ImageFacts, ImageStatus> images, Works works, Clock clock) {
        this.images = images;
        var booked = new BookedImages(images, works.account());
        this.one = new OneBuild(booked, works.build(), works.events(), clock);
        this.sweep = new Sweep(booked, works.blobs(), works.uploads(), works.keep(), clock);
        this.turn = works.turn();
        this.clock = clock;
        this.changes = images.onChange(one::cancelIfGone);
    }

    public void start() {
        thread.start();
    }

    /** False if images are built by nobody. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Asks for a build. Throws {@link Refusal}. */
    public void ask(String uid) {
        var asked = images.changeFacts(uid, facts -> facts.asked(now()))
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "The image is gone; create it first"));
        log.atInfo().addKeyValue("image", asked.metadata().name()).log("Build asked for");
        wake();
    }

    /** Makes it look now. */
    public void wake() {
        wake.release();
    }

    /**
     * Makes the sample images that this cloud was never given, and asks for those that are wanted at once and not built
     * yet.
     */
    public void ensure(Samples samples, List<String> names, List<String> wanted) {
        for (var name : names) {
            var key = ObjectKey.cluster(name);
            var found = images.find(key);
            if (found.isEmpty() && (samples.first(name) || wanted.contains(name))) {
                found = Optional.of(images.create(key, Map.of(), List.of(), ImageSpec.ofRecipe(name)));
            }
            if (found.isPresent() && wanted.contains(name) && found.get().facts().manifest().isEmpty()) {
                ask(found.get().uid());
            }
        }
    }

    private void run() {
        while (!closed) {
            try {
                round();
            } catch (InterruptedException stopping) {
                return;
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("Images could not be looked at; trying again");
            }
            try {
                if (wake.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    /** Builds what is wanted, the longest wanted first, and cleans up; unless another replica is at it. */
    private void round() throws InterruptedException {
        var held = turn.take();
        if (held.isEmpty()) {
            return;
        }
        try (var mine = held.get()) {
            log.atTrace().addKeyValue("turn", mine).log("Looking for builds");
            for (var image : wanted()) {
                one.run(image.uid());
            }
            sweep.whenDue();
        }
    }

    private List<Wanted> wanted() {
        var wanted = new ArrayList<Wanted>();
        new AllImages(images).each(image -> image.facts()
                .wanted()
                .filter(_ -> !image.metadata().deleting())
                .ifPresent(since -> wanted.add(new Wanted(since, image.uid()))));
        wanted.sort(Comparator.comparing(Wanted::since).thenComparing(Wanted::uid));
        return wanted;
    }

    private record Wanted(Instant since, String uid) {}

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Ends a build that runs; it is begun again after the next start. */
    @Override
    public void close() {
        closed = true;
        one.stop();
        thread.interrupt();
        try {
            changes.close();
            if (!thread.join(Duration.ofSeconds(STOP_SECONDS))) {
                log.atWarn().log("A build does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.atWarn().setCause(e).log("The image builder could not be closed in order");
        }
    }
}
