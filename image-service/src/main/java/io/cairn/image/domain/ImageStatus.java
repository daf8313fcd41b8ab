package io.cairn.image.domain;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An image as users see it. */
public record ImageStatus(
        @Doc("NotBuilt, Building, Ready or Failed: where the last build got to; NotUploaded, Uploading, Verifying, "
                + "Ready or Failed for an image that is uploaded") String phase,
        @Doc("Progress of the build or upload, percent") Optional<Integer> progress,
        @Doc("What the build or upload is doing") Optional<String> step,
        @Doc("Digest that pins the image") Optional<String> digest,
        @Doc("Digests of earlier builds that are still kept, youngest first") List<String> earlierDigests,
        @Doc("kernel, qcow2 or raw") Optional<String> format,
        @Doc("Size of its blobs") Optional<Quantity> size, @Doc("Least root disk") Optional<Quantity> minDisk,
        @Doc("Least guest memory") Optional<Quantity> minMemory, @Doc("When it was built") Optional<Instant> builtAt,
        @Doc("Why the last build or upload failed") Optional<String> message,
        @Doc("Ready: machines can boot it. Built: how the last build or upload ended") List<Condition> conditions,
        @Doc("metadata.generation that this answers") long observedGeneration) {
    private static final long MEBIBYTE = 1L << 20;

    /** Pure. */
    public static ImageStatus of(Metadata metadata, ImageSpec spec, ImageFacts facts) {
        var work = Work.of(spec, facts);
        var manifest = facts.manifest();
        return new ImageStatus(work.phase(), work.percent(), work.step(), manifest.map(Manifest::digest),
                facts.earlier().stream().map(Manifest::digest).toList(),
                manifest.map(m -> m.diskFormat().orElse("kernel")),
                manifest.map(m -> mebibytes((m.bytes() + MEBIBYTE - 1) / MEBIBYTE)),
                manifest.map(m -> mebibytes(m.minDiskMib())), manifest.map(m -> mebibytes(m.minMemoryMib())),
                facts.builtAt(), facts.failure().map(ImageFacts.Failure::message),
                Stream.concat(Stream.of(ready(metadata, spec, facts)), built(metadata, spec, facts).stream()).toList(),
                metadata.generation());
    }

    /** What is going on. */
    private record Work(String phase, Optional<Integer> percent, Optional<String> step) {
        static Work of(ImageSpec spec, ImageFacts facts) {
            var uploaded = spec.source() == ImageSource.UPLOAD;
            if (facts.wanted().isPresent()) {
                return new Work(uploaded ? "Verifying" : "Building", Optional.of(facts.percent()),
                        Optional.of(facts.step()));
            }
            if (facts.upload().isPresent()) {
                return new Work("Uploading", facts.upload().map(ImageFacts.Upload::percent),
                        facts.upload().map(upload -> "%d bytes are to come in all".formatted(upload.length())));
            }
            var idle = uploaded ? "NotUploaded" : "NotBuilt";
            return new Work(facts.failure().isPresent() ? "Failed" : facts.manifest().isPresent() ? "Ready" : idle,
                    Optional.empty(), Optional.empty());
        }

        String sentence() {
            return "%s (%d %%)".formatted(step.orElse(""), percent.orElse(0));
        }
    }

    private static Quantity mebibytes(long amount) {
        return Quantity.ofMebibytes(amount);
    }

    private static String again(Metadata metadata, ImageSpec spec) {
        return switch (spec.source()) {
            case RECIPE -> "cairn image build " + metadata.name();
            case UPLOAD -> "cairn image upload " + metadata.name() + " -f FILE";
        };
    }

    /** Whether machines can boot it: a build that runs or has failed takes nothing away from an earlier one. */
    private static Condition ready(Metadata metadata, ImageSpec spec, ImageFacts facts) {
        var again = again(metadata, spec);
        var failure = facts.failure().map(ImageFacts.Failure::message).orElse("");
        var digest = facts.manifest().map(Manifest::digest);
        var work = Work.of(spec, facts);
        var generation = metadata.generation();
        if (digest.isPresent()) {
            var since = facts.usableSince().or(facts::builtAt).orElse(metadata.creationTimestamp());
            return switch (work.phase()) {
                case "Building" -> new Condition("Ready", "True", "EarlierBuild",
                        "Can be booted as %s; being built anew: %s".formatted(digest.get(), work.sentence()), since,
                        generation);
                case "Uploading", "Verifying" -> new Condition("Ready", "True", "EarlierBuild",
                        "Can be booted as %s; being uploaded anew: %s".formatted(digest.get(), work.sentence()), since,
                        generation);
                case "Failed" -> new Condition("Ready", "True", "EarlierBuild",
                        "Can be booted as %s; the last %s failed: %s; try again with: %s".formatted(digest.get(),
                                spec.source() == ImageSource.UPLOAD ? "upload" : "build", failure, again),
                        since, generation);
                default -> new Condition("Ready", "True", "Available", "Can be booted as " + digest.get(), since,
                        generation);
            };
        }
        var since = metadata.creationTimestamp();
        return switch (work.phase()) {
            case "Building" -> new Condition("Ready", "False", "Building", "Being built: " + work.sentence(), since,
                    generation);
            case "Uploading", "Verifying" -> new Condition("Ready", "False", work.phase(),
                    "Being uploaded: " + work.sentence(), since, generation);
            case "Failed" ->
                new Condition("Ready", "False", failed(spec), failure + "; try again with: " + again, since,
                        generation);
            default -> new Condition("Ready", "False", work.phase(),
                    (spec.source() == ImageSource.UPLOAD ? "Upload it with: " : "Build it with: ") + again, since,
                    generation);
        };
    }

    private static String failed(ImageSpec spec) {
        return spec.source() == ImageSource.UPLOAD ? "UploadFailed" : "BuildFailed";
    }

    /** How the last build ended; none before the first one is asked for. */
    private static Optional<Condition> built(Metadata metadata, ImageSpec spec, ImageFacts facts) {
        var generation = metadata.generation();
        var maker = spec.recipe().map(recipe -> "Recipe " + recipe).orElse("Upload");
        if (facts.wanted().isPresent()) {
            return facts.wanted()
                    .map(since -> new Condition("Built", "Unknown", facts.attempts() == 0 ? "Queued" : "Running",
                            "%s: %s (%d %%)".formatted(maker, facts.step(), facts.percent()), since, generation));
        }
        if (facts.failure().isPresent()) {
            return facts.failure()
                    .map(why -> new Condition("Built", "False", failed(spec), why.message(), why.at(), generation));
        }
        return facts.builtAt()
                .map(at -> new Condition("Built", "True", "Succeeded", "%s ended well".formatted(maker), at,
                        generation));
    }
}
