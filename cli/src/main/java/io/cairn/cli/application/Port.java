package io.cairn.cli.application;

import java.io.OutputStream;

/** A port of this host, at which only its own programs come in. */
public interface Port extends AutoCloseable {

    /** {@code 127.0.0.1:5900}. */
    String address();

    /** Waits for the next program that comes in. */
    Visitor accept() throws InterruptedException;

    @Override
    void close();

    /** A program that came in; what it says is read like what a person types. Close it to hang up. */
    interface Visitor extends Cluster.Keyboard, AutoCloseable {
        OutputStream screen();

        @Override
        void close();
    }
}
