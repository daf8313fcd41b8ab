package io.cairn.resource.domain;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
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

    /**
     * A GET or WebSocket that streams bytes (verb {@code get}).
     *
     * @param admit refuses before the connection becomes a stream, so that the caller reads a Status
     */
    record Stream<S extends Record, F extends Record, T extends Record>(String name, String description,
            boolean interactive, Admit<S, F, T> admit, Open<S, F, T> open) implements Subresource<S, F, T> {

        /** A stream that is refused to nobody. */
        public Stream(String name, String description, boolean interactive, Open<S, F, T> open) {
            this(name, description, interactive, (_, _) -> {}, open);
        }
    }

    /**
     * A GET of something that is looked up of an object and not kept with it (verb {@code get}). At the name {@code -} it
     * answers for each object that a list with the same selectors would show, page by page.
     *
     * @param kind of the answers, CamelCase
     * @param answer record of an answer; its components stand at the top level of the document
     */
    record View<S extends Record, F extends Record, T extends Record, A extends Record>(String name,
            String description, String kind, Class<A> answer, Look<S, F, T, A> look) implements Subresource<S, F, T> {}

    /** A body that comes in parts and can be resumed (verbs {@code get}, {@code create}, {@code patch}, {@code delete}). */
    record Upload<S extends Record, F extends Record, T extends Record>(String name, String description,
            Receive<S, F, T> receive) implements Subresource<S, F, T> {}

    /** Looks something up. Throws {@link Refusal}. */
    @FunctionalInterface
    interface Look<S extends Record, F extends Record, T extends Record, A extends Record> {
        /** An answer for each of the objects, at most 500, in their order. */
        List<A> look(List<Resource<S, F, T>> targets) throws InterruptedException;
    }

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

    /** Throws {@link Refusal} if the stream cannot be opened as it is asked for. */
    @FunctionalInterface
    interface Admit<S extends Record, F extends Record, T extends Record> {
        void admit(Resource<S, F, T> target, Map<String, String> query);
    }

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

    /**
     * How far an upload is.
     *
     * @param received bytes that are on the disk
     * @param length bytes that there will be
     */
    record Offset(long received, long length) {}

    /** Takes an upload in. Every method throws {@link Refusal}. */
    interface Receive<S extends Record, F extends Record, T extends Record> {
        /** How far it is; empty if none is under way. */
        Optional<Offset> offset(Resource<S, F, T> target);

        /** Begins one of that length; what an unfinished one had received is thrown away. */
        Offset begin(Caller caller, Resource<S, F, T> target, long length);

        /**
         * Takes the next bytes. What has come of a part stays when its sender goes away in the middle.
         *
         * @param at where the caller believes that they belong
         */
        Offset append(Caller caller, Resource<S, F, T> target, long at, InputStream bytes) throws IOException;

        /** Ends one that is under way and forgets its bytes. */
        void drop(Caller caller, Resource<S, F, T> target);
    }
}
