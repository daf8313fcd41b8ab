package io.cairn.node.adapter.disk;

import io.cairn.node.adapter.host.Programs;
import io.cairn.node.application.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The one class of the agent that runs qemu-img. No call lacks an explicit format: nothing is ever guessed from content. */
final class QemuImg {
    private static final long LIMIT_SECONDS = 60;

    private QemuImg() {}

    /** A disk that holds what is written on top of an image. */
    static void overlay(Path disk, Path image, String imageFormat, long mebibytes)
            throws IOException, InterruptedException {
        if (!imageFormat.equals("qcow2") && !imageFormat.equals("raw")) {
            throw new Host.Trouble("ImageFormatUnknown",
                    "The image's format is \"%s\", not qcow2 or raw".formatted(imageFormat));
        }
        create(disk, mebibytes, "-b", image.toString(), "-F", imageFormat);
    }

    static void empty(Path disk, long mebibytes) throws IOException, InterruptedException {
        create(disk, mebibytes);
    }

    private static void create(Path disk, long mebibytes, String... backing) throws IOException, InterruptedException {
        var fresh = disk.resolveSibling(disk.getFileName() + ".new");
        var command = new java.util.ArrayList<String>(java.util.List.of("qemu-img", "create", "-q", "-f", "qcow2"));
        command.addAll(java.util.List.of(backing));
        command.addAll(java.util.List.of(fresh.toString(), mebibytes + "M"));
        var result = Programs.run(LIMIT_SECONDS, command.toArray(String[]::new));
        if (result.exit() != 0) {
            throw new Host.Trouble("DiskFailed", "The disk cannot be made: " + result.output().strip());
        }
        Files.move(fresh, disk, StandardCopyOption.ATOMIC_MOVE);
    }
}
