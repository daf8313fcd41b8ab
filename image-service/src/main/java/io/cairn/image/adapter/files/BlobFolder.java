package io.cairn.image.adapter.files;

import io.cairn.image.application.Blobs;
import io.cairn.image.domain.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files named by the digest of their content. A name appears only when the content is whole and on the disk; the time of a
 * file is when it was last needed.
 */
public final class BlobFolder implements Blobs {
    private static final Logger log = LoggerFactory.getLogger(BlobFolder.class);
    private static final String ALGORITHM = "sha256:";
    private static final String INCOMING = ".incoming-";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;
    private final Clock clock;

    public BlobFolder(Path folder, Clock clock) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.clock = clock;
    }

    @Override
    public Manifest.Blob take(Path file, Optional<String> expected) throws IOException {
        if (Files.getFileStore(file).equals(Files.getFileStore(folder))) {
            return keep(file, expected);
        }
        // Copied first: a rename must be the last step.
        var fresh = Files.createTempFile(folder, INCOMING, "");
        try {
            Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
            var blob = keep(fresh, expected);
            Files.delete(file);
            return blob;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private Manifest.Blob keep(Path fresh, Optional<String> expected) throws IOException {
        var digest = digest(fresh);
        if (expected.filter(wanted -> !wanted.equals(ALGORITHM + digest)).isPresent()) {
            throw new IOException("the content is sha256:%s, but it must be %s".formatted(digest, expected.get()));
        }
        var bytes = Files.size(fresh);
        Files.setLastModifiedTime(fresh, FileTime.from(clock.instant()));
        Files.move(fresh, folder.resolve(digest), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        force(folder);
        return new Manifest.Blob(ALGORITHM + digest, bytes);
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

    /** A rename is on the disk when its directory is. */
    private static void force(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Optional<Path> find(String digest) {
        return Optional.of(digest)
                .filter(text -> text.startsWith(ALGORITHM))
                .map(text -> text.substring(ALGORITHM.length()))
                .filter(name -> NAME.matcher(name).matches())
                .map(folder::resolve)
                .filter(Files::isRegularFile);
    }

    @Override
    public void touch(String digest) {
        find(digest).ifPresent(file -> {
            try {
                Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            } catch (IOException e) {
                log.atDebug().addKeyValue("digest", digest).setCause(e).log("A blob could not be touched");
            }
        });
    }

    @Override
    public Swept sweep(Set<String> named, Instant since) throws IOException {
        var blobs = 0;
        var bytes = 0L;
        for (var file : files()) {
            var name = String.valueOf(file.getFileName());
            var swept = name.startsWith(INCOMING) || NAME.matcher(name).matches() && !named.contains(ALGORITHM + name);
            try {
                if (swept && Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
                    bytes += Files.size(file);
                    Files.delete(file);
                    blobs++;
                }
            } catch (NoSuchFileException gone) {
                log.atDebug().addKeyValue("file", name).log("A file was gone before it was swept");
            }
        }
        return new Swept(blobs, bytes);
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Override
    public Usage usage() throws IOException {
        var blobs = files().stream()
                .filter(file -> NAME.matcher(String.valueOf(file.getFileName())).matches())
                .toList();
        return new Usage(blobs.size(), blobs.stream().mapToLong(file -> file.toFile().length()).sum());
    }
}
