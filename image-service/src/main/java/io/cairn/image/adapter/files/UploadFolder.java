package io.cairn.image.adapter.files;

import io.cairn.image.application.Uploads;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files named by the uid of their image, beside the blobs: a whole one becomes a blob by a rename. A lock on the file lets
 * one request at a time append, also among several replicas; what was acknowledged is on the disk.
 */
public final class UploadFolder implements Uploads {
    private static final int BUFFER = 64 << 10;

    private final Path folder;

    public UploadFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    @Override
    public Path file(String uid) {
        return folder.resolve(uid);
    }

    @Override
    public void begin(String uid) throws IOException {
        Files.deleteIfExists(file(uid));
        Files.createFile(file(uid));
    }

    @Override
    public Optional<Long> received(String uid) throws IOException {
        try {
            return Optional.of(Files.size(file(uid)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** An IOException other than {@link Misplaced} is the sender's; trouble of the disk is unchecked. */
    @Override
    public long append(String uid, long at, long most, InputStream bytes) throws IOException {
        try (var channel = open(uid); var lock = lock(channel)) {
            var size = channel.size();
            if (lock == null || size != at) {
                throw new Misplaced(lock == null
                        ? "another request sends bytes of this upload right now; wait for it, or ask with HEAD"
                        : "%d bytes have come, so the next ones belong at %d and not at %d; ask with HEAD".formatted(
                                size,
                                size, at));
            }
            channel.position(size);
            try {
                copy(bytes, channel, most);
            } finally {
                force(channel);
            }
            return channel.size();
        }
    }

    private FileChannel open(String uid) throws Misplaced {
        try {
            return FileChannel.open(file(uid), StandardOpenOption.WRITE);
        } catch (NoSuchFileException gone) {
            throw new Misplaced("what had come of this upload is gone; begin again: POST with Upload-Length");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException busy) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(InputStream bytes, FileChannel channel, long most) throws IOException {
        var buffer = new byte[BUFFER];
        var copied = 0L;
        for (var read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
            if (copied + read > most) {
                throw new Misplaced("more bytes came than Upload-Length said; %d were missing".formatted(most));
            }
            write(channel, ByteBuffer.wrap(buffer, 0, read));
            copied += read;
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void force(FileChannel channel) {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void drop(String uid) throws IOException {
        Files.deleteIfExists(file(uid));
    }

    @Override
    public Optional<Instant> touched(String uid) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(file(uid)).toInstant());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    @Override
    public int sweep(Set<String> alive) throws IOException {
        var dropped = 0;
        try (var files = Files.list(folder)) {
            for (var file : files.filter(one -> !alive.contains(String.valueOf(one.getFileName()))).toList()) {
                dropped += Files.deleteIfExists(file) ? 1 : 0;
            }
        }
        return dropped;
    }

    @Override
    public long room() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }
}
