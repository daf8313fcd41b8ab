package io.cairn.image.adapter.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down if blobs cannot be kept or images are built by nobody. */
public final class ImageHealth implements HealthIndicator {
    private static final long LEAST_BYTES = 64L << 20;

    private final Path blobs;
    private final BooleanSupplier builder;

    public ImageHealth(Path blobs, BooleanSupplier builder) {
        this.blobs = blobs;
        this.builder = builder;
    }

    @Override
    public Health health() {
        try {
            var free = Files.getFileStore(blobs).getUsableSpace();
            var well = Files.isWritable(blobs) && free >= LEAST_BYTES && builder.getAsBoolean();
            return (well ? Health.up() : Health.down()).withDetail("blobs", blobs.toString())
                    .withDetail("freeBytes", free)
                    .withDetail("builder", builder.getAsBoolean() ? "runs" : "does not run")
                    .build();
        } catch (IOException e) {
            return Health.down(e).withDetail("blobs", blobs.toString()).build();
        }
    }
}
