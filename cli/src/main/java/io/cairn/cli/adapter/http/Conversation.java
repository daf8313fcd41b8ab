package io.cairn.cli.adapter.http;

import io.cairn.cli.application.Cluster;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A WebSocket of raw bytes both ways, joined to a keyboard and a screen. */
final class Conversation implements WebSocket.Listener {

    private static final int PATIENCE_SECONDS = 10;
    private static final int ABNORMAL = 1006;

    private final OutputStream screen;
    private volatile boolean heard;
    private final CompletableFuture<Cluster.Goodbye> end = new CompletableFuture<>();

    Conversation(OutputStream screen) {
        this.screen = screen;
    }

    Cluster.Goodbye run(WebSocket socket, Cluster.Keyboard keyboard) throws InterruptedException {
        Thread typing = Thread.ofPlatform().daemon().name("keyboard").start(() -> type(socket, keyboard));
        try {
            return end.get();
        } catch (ExecutionException broken) {
            return goodbye(ABNORMAL, String.valueOf(broken.getCause()), true);
        } finally {
            typing.interrupt();
            socket.abort();
        }
    }

    private Cluster.Goodbye goodbye(int code, String reason, boolean byServer) {
        return new Cluster.Goodbye(code, reason, byServer, heard);
    }

    private void type(WebSocket socket, Cluster.Keyboard keyboard) {
        try {
            for (Optional<byte[]> bytes = keyboard.read(); bytes.isPresent(); bytes = keyboard.read()) {
                socket.sendBinary(ByteBuffer.wrap(bytes.get()), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            end.complete(goodbye(WebSocket.NORMAL_CLOSURE, "", false));
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(1, TimeUnit.SECONDS);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException gone) {
            end.complete(goodbye(ABNORMAL, "the server does not take what is typed", true));
        }
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return shown(socket, bytes);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        return shown(socket, data.toString().getBytes(StandardCharsets.UTF_8));
    }

    private CompletionStage<?> shown(WebSocket socket, byte[] bytes) {
        heard = true;
        try {
            screen.write(bytes);
            screen.flush();
        } catch (IOException screenGone) {
            end.complete(goodbye(WebSocket.NORMAL_CLOSURE, "", false));
        }
        socket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        end.complete(goodbye(code, reason, true));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        end.complete(goodbye(ABNORMAL, String.valueOf(error.getMessage()), true));
    }
}
