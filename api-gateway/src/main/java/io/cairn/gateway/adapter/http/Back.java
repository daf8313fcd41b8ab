package io.cairn.gateway.adapter.http;

import io.cairn.resource.adapter.http.Upgrades;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's end of a bridged socket: a frame is asked for when the one before was written to the client. */
final class Back implements WebSocket.Listener {
    private static final Logger log = LoggerFactory.getLogger(Back.class);
    private static final long JOIN_SECONDS = 30;
    private static final int NORMAL = 1000;

    private final CompletableFuture<Upgrades.Socket> front = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private volatile Optional<String> why = Optional.empty();

    /** Nothing is asked for until there is somebody to pass it to. */
    @Override
    public void onOpen(WebSocket socket) {
        log.atTrace().log("A socket of a service is open");
    }

    /** From here on the client gets what comes. */
    void join(Upgrades.Socket client, WebSocket socket) throws IOException {
        if (!front.complete(client)) {
            throw new IOException("The stream was given up: its client came too late");
        }
        socket.request(1);
    }

    /** Gives the service's socket up if the client goes away before it is one. */
    void endUnlessJoined(WebSocket socket) {
        var waiting = front.orTimeout(JOIN_SECONDS, TimeUnit.SECONDS).whenComplete((_, late) -> {
            if (late != null) {
                socket.abort();
            }
        });
        log.atTrace().addKeyValue("joined", waiting.isDone()).log("A socket waits for its client");
    }

    /** Ends the client's socket, with what is to be told. */
    void end(Optional<String> reason) {
        if (why.isEmpty()) {
            why = reason;
        }
        front.thenAccept(Upgrades.Socket::close);
    }

    /** Why it ended, if that is worth a word. */
    Optional<String> why() {
        return why;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            deliver(socket, client -> client.text(text.toString()));
            text.setLength(0);
        }
        socket.request(1);
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        deliver(socket, client -> client.send(bytes));
        socket.request(1);
        return CompletableFuture.completedFuture(List.of());
    }

    private interface Delivery {
        void to(Upgrades.Socket client) throws IOException;
    }

    private void deliver(WebSocket socket, Delivery delivery) {
        try {
            delivery.to(front.join());
        } catch (IOException gone) {
            socket.abort();
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        end(code == NORMAL || reason.isBlank() ? Optional.empty() : Optional.of(reason));
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        end(Optional.of(Proxy.GONE));
    }
}
