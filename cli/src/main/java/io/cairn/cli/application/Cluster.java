package io.cairn.cli.application;

import io.cairn.cli.domain.ApiObject;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server, as the public API shows it. Every method throws {@link io.cairn.cli.domain.Failure}. */
public interface Cluster extends AutoCloseable {

    String JSON = "application/json";
    String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    /** What to send. */
    record Call(String method, String path, Map<String, String> query, String accept, Map<String, String> headers,
            Optional<Body> body) {

        public static Call get(String path) {
            return of("GET", path);
        }

        public static Call of(String method, String path) {
            return new Call(method, path, Map.of(), JSON, Map.of(), Optional.empty());
        }

        /** With one more query parameter; an empty value is left out. */
        public Call with(String name, String value) {
            if (value.isEmpty()) {
                return this;
            }
            Map<String, String> more = new LinkedHashMap<>(query);
            more.put(name, value);
            return new Call(method, path, more, accept, headers, body);
        }

        public Call header(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Call(method, path, query, accept, more, body);
        }

        public Call accepting(String mediaTypes) {
            return new Call(method, path, query, mediaTypes, headers, body);
        }

        public Call body(String contentType, String text) {
            return body(contentType, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        public Call body(String contentType, ByteBuffer bytes) {
            return new Call(method, path, query, accept, headers, Optional.of(new Body(contentType, bytes)));
        }
    }

    record Body(String contentType, ByteBuffer bytes) {}

    /**
     * What the server answered, 2xx.
     *
     * @param headers by name in lower case
     */
    record Answer(int code, ApiObject body, List<String> warnings, Map<String, String> headers) {}

    /** Events of a watch as they come. */
    interface Feed extends AutoCloseable {
        /** The next event; empty if none came in time. Throws when the stream ends ({@link Ended}). */
        Optional<ApiObject> next(Duration patience) throws InterruptedException;

        @Override
        void close();
    }

    /** A feed came to its end without an error: open it again. */
    final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Ended() {
            super("the stream ended", null, false, false);
        }
    }

    /**
     * Why an interactive stream ended.
     *
     * @param byServer false if our side ended it
     * @param heard true if the server ever sent anything
     */
    record Goodbye(int code, String reason, boolean byServer, boolean heard) {}

    /** The person's end of an interactive stream. */
    interface Keyboard {
        /** The next bytes; empty at the end. */
        Optional<byte[]> read() throws InterruptedException;
    }

    Answer send(Call call);

    /** A GET that streams lines of JSON. */
    Feed watch(Call call);

    /** A GET whose body is bytes for the caller. Close it. */
    InputStream stream(Call call);

    /** Joins keyboard and screen to a WebSocket until one side ends it. */
    Goodbye converse(Call call, Keyboard keyboard, OutputStream screen) throws InterruptedException;

    /** For messages. */
    String address();

    @Override
    void close();
}
