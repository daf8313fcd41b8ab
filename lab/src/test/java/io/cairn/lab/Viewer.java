package io.cairn.lab;

import io.cairn.resource.adapter.json.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A WebSocket to a stream of a machine, as a browser or a viewer opens it. */
final class Viewer implements WebSocket.Listener, AutoCloseable {
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final WebSocket socket;

    /** @param url of the stream, with https */
    Viewer(HttpClient client, String url, Map<String, String> headers) throws Exception {
        var builder = client.newWebSocketBuilder().connectTimeout(PATIENCE);
        var others = new HashMap<>(headers);
        builder.subprotocols("binary", Optional.ofNullable(others.remove(PROTOCOL)).stream().toArray(String[]::new));
        others.forEach(builder::header);
        socket = builder.buildAsync(URI.create(url.replaceFirst("^http", "ws")), this)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** What the server answers to an attempt that must fail. */
    static Rest.Answer refused(HttpClient client, String url, Map<String, String> headers) throws Exception {
        try (var opened = new Viewer(client, url, headers)) {
            throw new AssertionError("It was opened: " + opened.protocol());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return new Rest.Answer(refused.getResponse().statusCode(),
                        Json.MAPPER.readTree(String.valueOf(refused.getResponse().body())));
            }
            throw e;
        }
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    void say(String text) {
        socket.sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), true).join();
    }

    /** Returns when the bytes so far begin with these. */
    void awaitSeen(String beginning) {
        Waiting.until("the stream says " + beginning.strip(), PATIENCE, () -> seen().startsWith(beginning));
    }

    synchronized String seen() {
        return seen.toString(StandardCharsets.ISO_8859_1);
    }

    /** Code and reason with which the server ended it. */
    String ended() throws Exception {
        return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        synchronized (this) {
            seen.writeBytes(bytes);
        }
        from.request(1);
        return CompletableFuture.completedFuture(bytes);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end.complete(code + " " + reason);
        return CompletableFuture.completedFuture(reason);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
