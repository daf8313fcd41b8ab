package io.cairn.gateway.adapter.http;

import io.cairn.gateway.domain.Identity;
import io.cairn.resource.adapter.http.Upgrades;
import io.cairn.resource.domain.Caller;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** Passes requests on, answers as they come: every read of the upstream is flushed, so that a watch is never held back. */
final class Proxy {
    private static final int CHUNK = 16 << 10;
    private static final int MAX_ANSWER = 1 << 20;
    private static final String JSON = "application/json";
    static final String GONE = "The service ended the stream";
    private static final String REVOKED = "What opened this stream holds no more, or the right to it was taken away";
    private static final Set<String> PASSED_REQUEST = Set.of("accept", "content-type", "if-match", "if-none-match",
            "user-agent", "idempotency-key", "tus-resumable", "upload-length", "upload-offset");
    private static final Set<String> PASSED_ANSWER = Set.of("content-type", "etag", "warning", "location",
            "retry-after", "idempotency-replayed", "tus-resumable", "upload-length", "upload-offset");

    private final Upstreams upstreams;

    Proxy(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    /** Who sends a request: as themselves, as the services know them, and where their sockets are counted. */
    record Origin(Identity identity, Caller caller, LiveRequests live, LiveRequests.Still still) {}

    /**
     * Where a request goes: base URL of the service, path below it, and what is sent along.
     *
     * @param goesOn whether the answer goes on until somebody ends it
     */
    record Target(String base, String path, byte[] body, boolean goesOn) {
        String with(HttpServletRequest request) {
            var query = request.getQueryString();
            return path + (query == null ? "" : "?" + query);
        }
    }

    /** A whole answer of a service, for who does not pass it on as it comes. */
    record Answer(int code, String contentType, byte[] body) {
        void write(HttpServletResponse response) throws IOException {
            response.setStatus(code);
            response.setContentType(contentType);
            response.getOutputStream().write(body);
        }
    }

    void pass(Target target, Origin origin, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException, InterruptedException {
        if (Upgrades.wanted(request)) {
            socket(target, origin, request, response);
            return;
        }
        if (target.goesOn()) {
            try (var flow = upstreams.stream(target.base(), origin.caller(), request.getMethod(), target.with(request),
                    passed(request), target.body())) {
                copy(flow.answer(), flow.answer().body(), request, response);
            }
            return;
        }
        var answer = send(target, origin, request);
        try (var in = answer.body()) {
            copy(answer, in, request, response);
        }
    }

    private static void copy(HttpResponse<InputStream> answer, InputStream in, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        response.setStatus(answer.statusCode());
        answer.headers().map().forEach((name, values) -> {
            if (PASSED_ANSWER.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> response.addHeader(name, value));
            }
        });
        answer.headers().firstValueAsLong("content-length").ifPresent(response::setContentLengthLong);
        response.flushBuffer();
        flow(in, Ending.of(request), response);
    }

    private static void flow(InputStream in, Ending ending, HttpServletResponse response) throws IOException {
        ending.reads(in);
        try {
            var buffer = new byte[CHUNK];
            for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                response.getOutputStream().write(buffer, 0, read);
                response.flushBuffer();
            }
        } catch (IOException cut) {
            if (!ending.over()) {
                throw cut;
            }
        }
    }

    /** Asks for an answer of at most a megabyte. */
    Answer ask(Target target, Origin origin, HttpServletRequest request) throws IOException, InterruptedException {
        var answer = send(target, origin, request);
        try (var in = answer.body()) {
            return new Answer(answer.statusCode(), answer.headers().firstValue("content-type").orElse(JSON),
                    in.readNBytes(MAX_ANSWER));
        }
    }

    private HttpResponse<InputStream> send(Target target, Origin origin, HttpServletRequest request)
            throws IOException, InterruptedException {
        return upstreams.send(target.base(), origin.caller(), request.getMethod(), target.with(request),
                passed(request), target.body());
    }

    private static Map<String, String> passed(HttpServletRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        PASSED_REQUEST.forEach(name -> {
            var value = request.getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        });
        return headers;
    }

    /** Bridges two WebSockets, frame by frame. The service is asked first: what it refuses is answered as it refuses it. */
    private void socket(Target target, Origin origin, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException, InterruptedException {
        var back = new Back();
        WebSocket socket;
        try {
            socket = upstreams.open(target.base(), origin.caller(), target.with(request), back);
        } catch (WebSocketHandshakeException refused) {
            var text = refused.getResponse().body() instanceof String body ? body : "";
            new Answer(refused.getResponse().statusCode(), JSON, text.getBytes(StandardCharsets.UTF_8)).write(response);
            return;
        }
        try {
            Upgrades.accept(request, response, front -> bridge(front, socket, back, origin));
        } catch (IOException | ServletException | RuntimeException failed) {
            socket.abort();
            throw failed;
        }
        back.endUnlessJoined(socket);
    }

    private static void bridge(Upgrades.Socket front, WebSocket socket, Back back, Origin origin)
            throws IOException, InterruptedException {
        try (var _ = origin.live()
                .enter(origin.identity(), origin.still(), () -> back.end(Optional.of(REVOKED)), () -> false)) {
            back.join(front, socket);
            for (var bytes = front.receive(); bytes.isPresent() && !socket.isInputClosed(); bytes = front.receive()) {
                socket.sendBinary(ByteBuffer.wrap(bytes.get()), true).join();
            }
        } catch (CompletionException gone) {
            back.end(Optional.of(GONE));
        } finally {
            socket.abort();
        }
        if (back.why().isPresent()) {
            throw new IOException(back.why().get());
        }
    }
}
