package io.cairn.image.application;

import io.cairn.image.domain.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Blobs by digest. */
public interface Blobs {
    /** Takes a file in; the file is gone from where it was. The same content is kept once. */
    Manifest.Blob take(Path file) throws IOException;

    /** Where a blob is; empty if it is not kept. */
    Optional<Path> find(String digest);
}
