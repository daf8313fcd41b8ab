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
public record ImageStatus(@Doc("NotBuilt, Building, Ready or Failed: where the last build got to") String phase,
        @Doc("Progress of the build, percent") Optional<Integer> progress,
        @Doc("What the build is doing") Optional<String> step,
        @Doc("Digest that pins the image") Optional<String> digest,
        @Doc("Digests of earlier builds that are still kept, youngest first") List<String> earlierDigests,
        @Doc("kernel, qcow2 or raw") Optional<String> format,
        @Doc("Size of its blobs") Optional<Quantity> size, @Doc("Least root disk") Optional<Quantity> minDisk,
        @Doc("Least guest memory") Optional<Quantity> minMemory, @Doc("When it was built") Optional<Instant> builtAt,
        @Doc("Why the last build failed") Optional<String> message,
        @Doc("Ready: machines can boot it. Built: how the last build ended") List<Condition> conditions,
        @Doc("metadata.generation that this answers") long observedGeneration) {
    private static final long MEBIBYTE = 1L << 20;

    /** Pure. */
    public static ImageStatus of(Metadata metadata, ImageSpec spec, ImageFacts facts) {
        var building = facts.wanted().isPresent();
        var manifest = facts.manifest();
        return new ImageStatus(phase(facts), building ? Optional.of(facts.percent()) : Optional.empty(),
                building ? Optional.of(facts.step()) : Optional.empty(), manifest.map(Manifest::digest),
                facts.earlier().stream().map(Manifest::digest).toList(),
                manifest.map(m -> m.diskFormat().orElse("kernel")),
                manifest.map(m -> mebibytes((m.bytes() + MEBIBYTE - 1) / MEBIBYTE)),
                manifest.map(m -> mebibytes(m.minDiskMib())), manifest.map(m -> mebibytes(m.minMemoryMib())),
                facts.builtAt(), facts.failure().map(ImageFacts.Failure::message),
                Stream.concat(Stream.of(ready(metadata, facts)), built(metadata, spec, facts).stream()).toList(),
                metadata.generation());
    }

    private static String phase(ImageFacts facts) {
        if (facts.wanted().isPresent()) {
            return "Building";
        }
        return facts.failure().isPresent() ? "Failed" : facts.manifest().isPresent() ? "Ready" : "NotBuilt";
    }

    private static Quantity mebibytes(long amount) {
        return Quantity.ofMebibytes(amount);
    }

    /** Whether machines can boot it: a build that runs or has failed takes nothing away from an earlier one. */
    private static Condition ready(Metadata metadata, ImageFacts facts) {
        var again = "cairn image build " + metadata.name();
        var failure = facts.failure().map(ImageFacts.Failure::message).orElse("");
        var digest = facts.manifest().map(Manifest::digest);
        var generation = metadata.generation();
        if (digest.isPresent()) {
            var since = facts.usableSince().or(facts::builtAt).orElse(metadata.creationTimestamp());
            return switch (phase(facts)) {
                case "Building" -> new Condition("Ready", "True", "EarlierBuild",
                        "Can be booted as %s; being built anew: %s (%d %%)".formatted(digest.get(), facts.step(),
                                facts.percent()),
                        since, generation);
                case "Failed" -> new Condition("Ready", "True", "EarlierBuild",
                        "Can be booted as %s; the last build failed: %s; try again with: %s".formatted(digest.get(),
                                failure, again),
                        since, generation);
                default -> new Condition("Ready", "True", "Available", "Can be booted as " + digest.get(), since,
                        generation);
            };
        }
        var since = metadata.creationTimestamp();
        return switch (phase(facts)) {
            case "Building" -> new Condition("Ready", "False", "Building",
                    "Being built: %s (%d %%)".formatted(facts.step(), facts.percent()), since, generation);
            case "Failed" -> new Condition("Ready", "False", "BuildFailed", failure + "; try again with: " + again,
                    since, generation);
            default -> new Condition("Ready", "False", "NotBuilt", "Build it with: " + again, since, generation);
        };
    }

    /** How the last build ended; none before the first one is asked for. */
    private static Optional<Condition> built(Metadata metadata, ImageSpec spec, ImageFacts facts) {
        var generation = metadata.generation();
        if (facts.wanted().isPresent()) {
            return facts.wanted()
                    .map(since -> new Condition("Built", "Unknown", facts.attempts() == 0 ? "Queued" : "Running",
                            "Recipe %s: %s (%d %%)".formatted(spec.recipe(), facts.step(), facts.percent()), since,
                            generation));
        }
        if (facts.failure().isPresent()) {
            return facts.failure()
                    .map(why -> new Condition("Built", "False", "BuildFailed", why.message(), why.at(), generation));
        }
        return facts.builtAt()
                .map(at -> new Condition("Built", "True", "Succeeded", "Recipe %s ended well".formatted(spec.recipe()),
                        at, generation));
    }
}
