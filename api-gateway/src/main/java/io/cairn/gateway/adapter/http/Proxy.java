package io.cairn.gateway.adapter.http;

import io.cairn.gateway.domain.Identity;
import io.cairn.resource.adapter.http.Upgrades;
import io.cairn.resource.domain.Caller;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Passes requests on, answers as they come: every read of the upstream is flushed, so that a watch is never held back. */
final class Proxy {
    private static final int CHUNK = 16 << 10;
    private static final Set<String> PASSED_REQUEST = Set.of("accept", "content-type", "if-match", "if-none-match",
            "user-agent", "idempotency-key", "tus-resumable", "upload-length", "upload-offset");
    private static final Set<String> PASSED_ANSWER = Set.of("content-type", "etag", "warning", "location",
            "retry-after", "idempotency-replayed", "tus-resumable", "upload-length", "upload-offset");

    private final Upstreams upstreams;

    Proxy(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    /** Who sends a request: as themselves, as the services know them, and where their sockets are counted. */
    record Origin(Identity identity, Caller caller, LiveRequests live) {}

    void pass(String base, Origin origin, HttpServletRequest request, HttpServletResponse response, String path,
            byte[] body) throws IOException, ServletException, InterruptedException {
        var query = request.getQueryString();
        var target = path + (query == null ? "" : "?" + query);
        if (Upgrades.wanted(request)) {
            socket(base, origin, request, response, target);
            return;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        PASSED_REQUEST.forEach(name -> {
            var value = request.getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        });
        var answer = upstreams.send(base, origin.caller(), request.getMethod(), target, headers, body);
        try (var in = answer.body()) {
            response.setStatus(answer.statusCode());
            answer.headers().map().forEach((name, values) -> {
                if (PASSED_ANSWER.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                    values.forEach(value -> response.addHeader(name, value));
                }
            });
            answer.headers().firstValueAsLong("content-length").ifPresent(response::setContentLengthLong);
            response.flushBuffer();
            var buffer = new byte[CHUNK];
            for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                response.getOutputStream().write(buffer, 0, read);
                response.flushBuffer();
            }
        }
    }

    /** Bridges two WebSockets, frame by frame. */
    private void socket(String base, Origin origin, HttpServletRequest request, HttpServletResponse response,
            String target) throws ServletException, IOException {
        Upgrades.accept(request, response, front -> {
            var back = upstreams.open(base, origin.caller(), target, new Back(front));
            try (var _ = origin.live().enter(origin.identity(), front::close)) {
                for (var bytes = front.receive(); bytes.isPresent() && !back.isInputClosed(); bytes = front.receive()) {
                    back.sendBinary(ByteBuffer.wrap(bytes.get()), true).join();
                }
            } finally {
                back.abort();
            }
        });
    }

    /** Frames from the service go to the client; one is asked for when the one before was written. */
    private static final class Back implements WebSocket.Listener {
        private final Upgrades.Socket front;
        private final StringBuilder text = new StringBuilder();

        Back(Upgrades.Socket front) {
            this.front = front;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                deliver(socket, () -> front.text(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            var bytes = new byte[data.remaining()];
            data.get(bytes);
            deliver(socket, () -> front.send(bytes));
            socket.request(1);
            return CompletableFuture.completedFuture(List.of());
        }

        private interface Delivery {
            void run() throws IOException;
        }

        private static void deliver(WebSocket socket, Delivery delivery) {
            try {
                delivery.run();
            } catch (IOException gone) {
                socket.abort();
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end();
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end();
        }

        private void end() {
            front.close();
        }
    }
}
