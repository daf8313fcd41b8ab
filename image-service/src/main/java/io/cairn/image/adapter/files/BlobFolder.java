package io.cairn.image.adapter.files;

import io.cairn.image.application.Blobs;
import io.cairn.image.domain.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Files named by the digest of their content. A name appears only when the content is whole and on the disk. */
public final class BlobFolder implements Blobs {
    private static final String ALGORITHM = "sha256:";

    private final Path folder;

    public BlobFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    @Override
    public Manifest.Blob take(Path file) throws IOException {
        // Copied first: the source may lie on another file system, and a rename must be the last step.
        var fresh = Files.createTempFile(folder, ".incoming-", "");
        try {
            Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
            var digest = digest(fresh);
            var bytes = Files.size(fresh);
            Files.move(fresh, folder.resolve(digest), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Files.delete(file);
            return new Manifest.Blob(ALGORITHM + digest, bytes);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String digest(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = ByteBuffer.allocate(1 << 20);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            channel.force(true);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public Optional<Path> find(String digest) {
        if (!digest.matches("sha256:[0-9a-f]{64}")) {
            return Optional.empty();
        }
        return Optional.of(folder.resolve(digest.substring(ALGORITHM.length()))).filter(Files::isRegularFile);
    }
}
