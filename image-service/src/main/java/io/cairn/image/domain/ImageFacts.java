package io.cairn.image.domain;

import io.cairn.resource.domain.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of an image.
 *
 * @param manifest what was built last; stays while it is built anew
 * @param earlier what was built before, youngest first: still found by digest
 * @param builtAt when the manifest was built
 * @param usableSince when the first manifest was built
 * @param wanted when a build was asked for that has not ended yet
 * @param attempts how often the wanted build was begun and neither ended nor was put off in order
 * @param failure why the last build failed
 * @param upload bytes that are coming, or have come and are being checked
 */
public record ImageFacts(Optional<Manifest> manifest, List<Manifest> earlier, Optional<Instant> builtAt,
        Optional<Instant> usableSince, Optional<Instant> wanted, @Limits(defaults = "0") int attempts,
        @Limits(defaults = "0") int percent, @Limits(defaults = "\"\"", maxLength = 1024) String step,
        Optional<Failure> failure, Optional<Upload> upload) {
    private static final int KEPT = 3;
    private static final int MAX_STEP = 200;

    /** Why a build failed, and when. */
    public record Failure(@Limits(maxLength = 4096) String message, Instant at) {
        private static final int MAX = 2_048;

        public Failure {
            message = message.length() > MAX ? message.substring(0, MAX) : message;
        }
    }

    /**
     * An upload that is under way.
     *
     * @param length bytes that there will be
     * @param percent of them that have come
     */
    public record Upload(long length, int percent, Instant since) {}

    public static final ImageFacts NONE = new ImageFacts(Optional.empty(), List.of(), Optional.empty(),
            Optional.empty(), Optional.empty(), 0, 0, "", Optional.empty(), Optional.empty());

    public ImageFacts {
        earlier = List.copyOf(earlier);
    }

    /** A build is wanted; one that is wanted already goes on. */
    public ImageFacts asked(Instant at) {
        return wanted.isPresent() ? this
                : new ImageFacts(manifest, earlier, builtAt, usableSince, Optional.of(at), 0, 0, "Waiting",
                        Optional.empty(), upload);
    }

    public ImageFacts begun() {
        return progress(attempts + 1, 0, "Starting");
    }

    /** The service stops in order: this was no attempt. */
    public ImageFacts putOff() {
        return progress(Math.max(0, attempts - 1), 0, "Waiting");
    }

    public ImageFacts progress(int done, String doing) {
        return progress(attempts, done, doing);
    }

    private ImageFacts progress(int tries, int done, String doing) {
        return new ImageFacts(manifest, earlier, builtAt, usableSince, wanted, tries, Math.clamp(done, 0, 100),
                doing.length() > MAX_STEP ? doing.substring(0, MAX_STEP) : doing, failure, upload);
    }

    /** An upload begins; one that was under way is forgotten. */
    public ImageFacts uploading(long length, Instant at) {
        return with(Optional.of(new Upload(length, 0, at)), Optional.empty());
    }

    public ImageFacts received(int share) {
        return with(upload.map(begun -> new Upload(begun.length(), share, begun.since())), failure);
    }

    public ImageFacts notUploaded() {
        return with(Optional.empty(), failure);
    }

    private ImageFacts with(Optional<Upload> coming, Optional<Failure> why) {
        return new ImageFacts(manifest, earlier, builtAt, usableSince, wanted, attempts, percent, step, why, coming);
    }

    public ImageFacts built(Manifest fresh, Instant at) {
        var older = Stream.concat(manifest.stream(), earlier.stream())
                .filter(manifest -> !manifest.digest().equals(fresh.digest()))
                .limit(KEPT)
                .toList();
        return new ImageFacts(Optional.of(fresh), older, Optional.of(at), usableSince.or(() -> Optional.of(at)),
                Optional.empty(), 0, 100, "", Optional.empty(), Optional.empty());
    }

    public ImageFacts failed(String why, Instant at) {
        return new ImageFacts(manifest, earlier, builtAt, usableSince, Optional.empty(), 0, 0, "",
                Optional.of(new Failure(why, at)), Optional.empty());
    }

    /** What the image holds in the store: each blob of what is kept once, and the whole of an upload under way. */
    public long bytes() {
        return manifests().flatMap(Manifest::blobs).distinct().mapToLong(Manifest.Blob::bytes).sum()
                + upload.map(Upload::length).orElse(0L);
    }

    /** Every manifest that is kept, the current one first. */
    public Stream<Manifest> manifests() {
        return Stream.concat(manifest.stream(), earlier.stream());
    }
}
