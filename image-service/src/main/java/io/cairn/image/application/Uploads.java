package io.cairn.image.application;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Bytes of uploads that are under way, one file for an image. */
public interface Uploads {
    /** Begins with nothing, and throws away what there was. */
    void begin(String uid) throws IOException;

    /** How many bytes have come and are on the disk; empty if none was begun. */
    Optional<Long> received(String uid) throws IOException;

    /**
     * Appends. What came before the sender broke off stays.
     *
     * @param at how many bytes there must be already
     * @param most how many may come
     * @return how many there are now
     * @throws Misplaced if there are more or fewer, or another request appends right now
     */
    long append(String uid, long at, long most, InputStream bytes) throws IOException;

    /** The file, whole or not. */
    Path file(String uid);

    /** Forgets an upload. */
    void drop(String uid) throws IOException;

    /** When bytes came last. */
    Optional<Instant> touched(String uid) throws IOException;

    /** Forgets those of other images; tells how many. */
    int sweep(Set<String> alive) throws IOException;

    /** Bytes that may still be written where uploads and blobs are kept. */
    long room() throws IOException;

    /** The bytes belong elsewhere than the sender believes. */
    final class Misplaced extends IOException {
        private static final long serialVersionUID = 1;

        public Misplaced(String message) {
            super(message);
        }
    }
}
