package io.cairn.image.application;

import io.cairn.image.domain.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Blobs by digest. */
public interface Blobs {
    /** Takes a file in; the file is gone from where it was. The same content is kept once. */
    default Manifest.Blob take(Path file) throws IOException {
        return take(file, Optional.empty());
    }

    /**
     * As {@link #take(Path)}.
     *
     * @param expected the digest that the content must have; if it has another one nothing is taken
     */
    Manifest.Blob take(Path file, Optional<String> expected) throws IOException;

    /** Where a blob is; empty if it is not kept. */
    Optional<Path> find(String digest);

    /** Notes that somebody needs the blob now, which keeps it for a while although no image names it any more. */
    void touch(String digest);

    /** Removes blobs that were neither named nor touched since a time, and files that a crash left half written. */
    Swept sweep(Set<String> named, Instant since) throws IOException;

    /** What is kept. */
    Usage usage() throws IOException;

    /** What a sweep removed. */
    record Swept(int blobs, long bytes) {}

    /** How much is kept. */
    record Usage(int blobs, long bytes) {}
}
