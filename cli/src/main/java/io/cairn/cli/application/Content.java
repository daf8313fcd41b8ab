package io.cairn.cli.application;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** A file to be sent. Every method throws {@link io.cairn.cli.domain.Failure} if it cannot be read. */
public interface Content extends AutoCloseable {

    /** For messages. */
    String name();

    long length();

    /** The bytes from there, at most so many; the buffer is good until the next call. */
    ByteBuffer part(long at, int most);

    /**
     * {@code sha256:} and the hexadecimal digest of all bytes.
     *
     * @param done told how many were read
     */
    String digest(LongConsumer done);

    @Override
    void close();
}
