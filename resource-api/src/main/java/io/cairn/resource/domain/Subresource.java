package io.cairn.resource.domain;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Something under the path of an object, beside its status. */
public sealed interface Subresource<S extends Record, F extends Record, T extends Record> {
    /** Path segment, such as {@code start} or {@code console}. */
    String name();

    /** For discovery and OpenAPI. */
    String description();

    /** A POST that does something and answers with an object (verb {@code create}). */
    record Action<S extends Record, F extends Record, T extends Record>(String name, String description,
            Perform<S, F, T> perform) implements Subresource<S, F, T> {}

    /** A GET or WebSocket that streams bytes (verb {@code get}). */
    record Stream<S extends Record, F extends Record, T extends Record>(String name, String description,
            boolean interactive, Open<S, F, T> open) implements Subresource<S, F, T> {}

    /** Performs an action. Throws {@link Refusal}. */
    @FunctionalInterface
    interface Perform<S extends Record, F extends Record, T extends Record> {
        /**
         * @param body the request body as JSON text; empty if there was none
         * @return what to answer with 202
         */
        Outcome perform(Caller caller, Resource<S, F, T> target, Optional<String> body);
    }

    /**
     * @param body JSON text of the answer, a whole object with apiVersion and kind
     * @param location path of the object that tells of progress, relative to the API root
     */
    record Outcome(String body, Optional<String> location) {}

    /** Runs a stream to its end on the calling (virtual) thread. Throws {@link Refusal} before the first byte. */
    @FunctionalInterface
    interface Open<S extends Record, F extends Record, T extends Record> {
        void run(Caller caller, Resource<S, F, T> target, Map<String, String> query, Session session)
                throws IOException, InterruptedException;
    }

    /** The caller's end of a stream. Blocking. */
    interface Session {
        /** Next bytes from the caller; empty at the end or if the stream is one-way. */
        Optional<byte[]> receive() throws IOException, InterruptedException;

        /** Sends and flushes; throws if the caller is gone or does not read for 30 s. */
        void send(byte[] bytes) throws IOException;
    }
}
