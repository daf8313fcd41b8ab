package io.cairn.image.adapter.qemu;

import io.cairn.image.application.Blobs;
import io.cairn.image.application.Builder;
import io.cairn.image.application.Uploads;
import io.cairn.image.domain.DiskHead;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Checks an upload that is whole and takes it into the blob store as it is. */
public record UploadBuild(Uploads uploads, Blobs blobs, QemuImg qemu, long mostVirtualBytes) implements Builder.Build {
    private static final long LEAST_MEMORY_MIB = 64;

    @Override
    public Manifest build(Builder.Order order, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException {
        var file = uploads.file(order.uid());
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "the uploaded bytes are gone, as after an end of the service in the last step; upload "
                            + "them again");
        }
        try {
            return keep(file, order.spec(), progress);
        } catch (IOException refused) {
            uploads.drop(order.uid());
            throw refused;
        }
    }

    private Manifest keep(Path file, ImageSpec spec, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException {
        var length = Files.size(file);
        progress.accept(5, "Reading its header");
        var disk = switch (DiskHead.of(head(file), length, mostVirtualBytes)) {
            case DiskHead.Disk taken -> taken;
            case DiskHead.Refused(var sentence) -> throw new IOException(sentence);
        };
        agree(disk, file);
        progress.accept(20, "Checking its structure");
        qemu.check(file, disk.format(), length);
        progress.accept(60, "Hashing its content");
        var blob = blobs.take(file, spec.digest());
        return new Manifest(blob.digest(), Optional.of(blob), Optional.of(disk.format()), Optional.empty(),
                Optional.empty(), Optional.empty(), disk.mebibytes(),
                spec.minMemoryMib().map(Integer::longValue).orElse(LEAST_MEMORY_MIB));
    }

    private static byte[] head(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(DiskHead.ENOUGH);
        }
    }

    /** Two readers of one header must read the same. */
    private void agree(DiskHead.Disk disk, Path file) throws IOException, InterruptedException {
        var info = qemu.info(file, disk.format());
        var size = info.path("virtual-size").asLong(-1);
        var stands = info.has("backing-filename") || info.at("/format-specific/data/data-file").isTextual();
        if (size != disk.virtualBytes() || stands) {
            throw new IOException(stands ? "the disk stands on another file, which is never opened for it"
                    : "its header is read as %d bytes by us and as %d by QEMU".formatted(disk.virtualBytes(), size));
        }
    }
}
