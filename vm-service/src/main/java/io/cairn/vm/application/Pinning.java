package io.cairn.vm.application;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;

/** Pins image and size of a machine, so that later edits of image or instance type do not change it. */
public final class Pinning {
    static final long DEFAULT_DISK_MIB = 2_048;

    private final Images images;
    private final InstanceTypes types;

    public Pinning(Images images, InstanceTypes types) {
        this.images = images;
        this.types = types;
    }

    /** What came of it. */
    public sealed interface Outcome {
        record Pinned(VmFacts.Pinned pinned) implements Outcome {}

        record NotYet(String reason, String message) implements Outcome {}
    }

    /** Throws {@link Unavailable}. */
    public Outcome pin(ObjectKey key, VmSpec spec) {
        var size = spec.resources().or(() -> spec.instanceType().flatMap(types::find));
        if (size.isEmpty()) {
            return new Outcome.NotYet("InstanceTypeNotFound", "Instance type %s does not exist".formatted(
                    spec.instanceType().orElse("")));
        }
        return switch (images.resolve(key.organisation(), spec.image())) {
            case Images.Answer.Refused(var reason, var message) -> new Outcome.NotYet(reason, message);
            case Images.Answer.Found(var image, var minDisk, var minMemory) -> {
                var disk = spec.rootDisk().map(d -> d.size().mebibytes()).orElse(Math.max(DEFAULT_DISK_MIB, minDisk));
                if (disk < minDisk) {
                    yield new Outcome.NotYet("RootDiskTooSmall",
                            "Image %s needs a root disk of at least %d MiB, asked %d MiB"
                                    .formatted(spec.image(), minDisk, disk));
                }
                if (size.get().memory().mebibytes() < minMemory) {
                    yield new Outcome.NotYet("MemoryTooSmall", "Image %s needs at least %d MiB of memory, asked %d MiB"
                            .formatted(spec.image(), minMemory, size.get().memory().mebibytes()));
                }
                yield new Outcome.Pinned(
                        new VmFacts.Pinned(size.get().cpus(), size.get().memory().mebibytes(), disk, image,
                                size.get().layout(), size.get().bandwidthMbps()));
            }
        };
    }
}
