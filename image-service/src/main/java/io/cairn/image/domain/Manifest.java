package io.cairn.image.domain;

import io.cairn.resource.domain.Limits;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an image consists of: a disk, or a kernel with its initramfs.
 *
 * @param digest pins the image as a whole
 * @param diskFormat qcow2 or raw
 * @param minDiskMib virtual size of the disk: the least root disk
 */
public record Manifest(String digest, Optional<Blob> disk, Optional<String> diskFormat, Optional<Blob> kernel,
        Optional<Blob> initrd, @Limits(maxLength = 4096) Optional<String> kernelArgs, long minDiskMib,
        long minMemoryMib) {

    /** A blob by its digest, {@code sha256:<64 hex>}. */
    public record Blob(String digest, long bytes) {}

    public Stream<Blob> blobs() {
        return Stream.of(disk, kernel, initrd).flatMap(Optional::stream);
    }

    /** Sum of the blobs. */
    public long bytes() {
        return blobs().mapToLong(Blob::bytes).sum();
    }
}
