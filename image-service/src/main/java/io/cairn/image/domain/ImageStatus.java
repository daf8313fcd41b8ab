package io.cairn.image.domain;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An image as users see it. */
public record ImageStatus(@Doc("NotBuilt, Building, Ready or Failed") String phase,
        @Doc("Progress of the build, percent") Optional<Integer> progress,
        @Doc("What the build is doing") Optional<String> step,
        @Doc("Digest that pins the image") Optional<String> digest,
        @Doc("kernel, qcow2 or raw") Optional<String> format,
        @Doc("Size of its blobs") Optional<Quantity> size, @Doc("Least root disk") Optional<Quantity> minDisk,
        @Doc("Least guest memory") Optional<Quantity> minMemory, @Doc("When it was built") Optional<Instant> builtAt,
        @Doc("Statements about the image") List<Condition> conditions,
        @Doc("metadata.generation that this answers") long observedGeneration) {

    /** Pure. */
    public static ImageStatus of(Metadata metadata, ImageSpec spec, ImageFacts facts) {
        var building = facts.wanted().isPresent();
        var phase = building ? "Building"
                : facts.failure().isPresent() ? "Failed" : facts.manifest().isPresent() ? "Ready" : "NotBuilt";
        var manifest = facts.manifest();
        return new ImageStatus(phase, building ? Optional.of(facts.percent()) : Optional.empty(),
                building ? Optional.of(facts.step()) : Optional.empty(), manifest.map(Manifest::digest),
                manifest.map(m -> m.diskFormat().orElse("kernel")), manifest.map(m -> mebibytes((m.bytes() >> 20) + 1)),
                manifest.map(m -> mebibytes(m.minDiskMib())), manifest.map(m -> mebibytes(m.minMemoryMib())),
                facts.builtAt(),
                List.of(ready(metadata, facts, phase)), metadata.generation());
    }

    private static Quantity mebibytes(long amount) {
        return Quantity.ofMebibytes(amount);
    }

    private static Condition ready(Metadata metadata, ImageFacts facts, String phase) {
        var usable = facts.manifest().isPresent();
        var message = switch (phase) {
            case "Building" -> "Being built: %s (%d %%)".formatted(facts.step(), facts.percent());
            case "Failed" -> facts.failure().orElse("") + "; try again with: cairn image build " + metadata.name();
            case "NotBuilt" -> "Build it with: cairn image build " + metadata.name();
            default -> "Can be booted";
        };
        var since = facts.builtAt().or(facts::wanted).orElse(metadata.creationTimestamp());
        return new Condition("Ready", usable ? "True" : "False", phase, message, since, metadata.generation());
    }
}
