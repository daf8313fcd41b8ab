package io.cairn.image;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Disks for tests, made by the real qemu-img. */
public final class Qcow2 {
    private Qcow2() {}

    /** A qcow2 file of that virtual size with some data in it. */
    public static Path make(Path file, String size, String... options) throws IOException, InterruptedException {
        var raw = file.resolveSibling(file.getFileName() + ".raw");
        Files.write(raw, boot(3 << 20));
        var words = new ArrayList<>(List.of("qemu-img", "convert", "-f", "raw", "-O", "qcow2"));
        words.addAll(List.of(options));
        words.addAll(List.of(raw.toString(), file.toString()));
        Commands.run(Path.of("/"), 30, words.toArray(String[]::new));
        Commands.run(Path.of("/"), 30, "qemu-img", "resize", "-q", "-f", "qcow2", file.toString(), size);
        Files.delete(raw);
        return file;
    }

    /** Bytes that begin as a disk with a boot sector does. */
    public static byte[] boot(int length) {
        var bytes = new byte[length];
        new java.util.Random(7).nextBytes(bytes);
        bytes[510] = 0x55;
        bytes[511] = (byte) 0xaa;
        return bytes;
    }

    /** Overwrites bytes. */
    public static Path poke(Path file, long at, int... bytes) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            for (var one : bytes) {
                open.write(one);
            }
        }
        return file;
    }
}
