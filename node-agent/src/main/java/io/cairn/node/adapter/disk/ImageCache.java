package io.cairn.node.adapter.disk;

import io.cairn.node.application.Host;
import io.cairn.node.domain.Wanted;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Blobs of images by digest, fetched in parallel ranges and believed only when their digest is right. One fetch at a time
 * for a digest, whoever asks.
 */
public final class ImageCache {
    private static final long RANGE = 8L << 20;
    private static final int PARALLEL = 4;
    private static final int FETCHED_PERCENT = 85;

    private final Path folder;
    private final Source source;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /** Where blobs come from. */
    public interface Source {
        /** Writes a range of a blob to the channel at its own offset; a missing blob or a broken link is an IOException. */
        void range(String digest, long offset, long length, FileChannel to) throws IOException;
    }

    public ImageCache(Path data, Source source) throws IOException {
        this.folder = Files.createDirectories(data.resolve("images"));
        this.source = source;
    }

    /** Where the blob is once it is there. */
    public Path path(String digest) {
        if (!digest.matches("sha256:[0-9a-f]{64}")) {
            throw new IllegalArgumentException("Not a digest: " + digest);
        }
        return folder.resolve(digest.substring("sha256:".length()));
    }

    /** Fetches the blob unless it is there. */
    public void ensure(Wanted.Blob blob, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException {
        var path = path(blob.digest());
        synchronized (locks.computeIfAbsent(blob.digest(), _ -> new Object())) {
            if (Files.exists(path)) {
                return;
            }
            var part = folder.resolve(path.getFileName() + ".part");
            try {
                fetch(blob, part, progress);
            } catch (IOException e) {
                throw new Host.Trouble("ImageFetchFailed", "Blob %s cannot be fetched: %s".formatted(blob.digest(),
                        e.getMessage()), e);
            }
            verify(blob, part);
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void fetch(Wanted.Blob blob, Path part, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException {
        var done = new AtomicLong();
        try (var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
                var workers = Executors.newFixedThreadPool(PARALLEL, Thread.ofVirtual().factory())) {
            var futures = new java.util.ArrayList<java.util.concurrent.Future<?>>();
            for (var at = 0L; at < blob.bytes(); at += RANGE) {
                var offset = at;
                var length = Math.min(RANGE, blob.bytes() - at);
                futures.add(workers.submit(() -> {
                    source.range(blob.digest(), offset, length, channel);
                    var percent = (int) (done.addAndGet(length) * FETCHED_PERCENT / blob.bytes());
                    progress.accept(percent,
                            "fetching the image (%d of %d MiB)".formatted(done.get() >> 20, blob.bytes() >> 20));
                    return null;
                }));
            }
            for (var future : futures) {
                future.get();
            }
            channel.force(true);
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getMessage()), failed);
        }
    }

    private static void verify(Wanted.Blob blob, Path part) throws IOException {
        try (var channel = FileChannel.open(part)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = ByteBuffer.allocate(1 << 20);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            var found = "sha256:" + HexFormat.of().formatHex(digest.digest());
            if (!found.equals(blob.digest())) {
                Files.delete(part);
                throw new Host.Trouble("ImageDigestWrong", "Blob %s arrived as %s".formatted(blob.digest(), found));
            }
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
