package io.cairn.node.adapter.grpc;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One serial console with several viewers: QEMU's socket takes one client, so the hub is that client. */
final class ConsoleHub implements AutoCloseable {
    private static final int CHUNK = 4 << 10;
    private static final int QUEUE = 256;

    private final Path socket;
    private final Map<Consoles.Line, ArrayBlockingQueue<byte[]>> viewers = new ConcurrentHashMap<>();
    private Optional<SocketChannel> channel = Optional.empty();

    ConsoleHub(Path socket) {
        this.socket = socket;
    }

    /** Shows the console to a viewer until either end is gone. */
    void watch(Consoles.Line line) throws IOException, InterruptedException {
        var queue = new ArrayBlockingQueue<byte[]>(QUEUE);
        viewers.put(line, queue);
        connect();
        while (!line.over() && connected()) {
            var bytes = queue.poll(1, TimeUnit.SECONDS);
            if (bytes != null) {
                line.send(bytes, bytes.length);
            }
        }
    }

    private synchronized boolean connected() {
        return channel.isPresent();
    }

    private synchronized void connect() throws IOException {
        if (channel.isPresent()) {
            return;
        }
        if (!Files.exists(socket)) {
            throw new IOException("the machine is off; it has no console");
        }
        var fresh = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        channel = Optional.of(fresh);
        Thread.ofVirtual().name("console-reader").start(() -> read(fresh));
    }

    private void read(SocketChannel from) {
        var buffer = ByteBuffer.allocate(CHUNK);
        try (from) {
            while (from.read(buffer) >= 0) {
                var bytes = Arrays.copyOf(buffer.array(), buffer.position());
                // A viewer that does not keep up loses output; the log has it all.
                List.copyOf(viewers.values()).forEach(queue -> {
                    if (!queue.offer(bytes)) {
                        queue.clear();
                    }
                });
                buffer.clear();
            }
        } catch (IOException gone) {
            viewers.values().forEach(ArrayBlockingQueue::clear);
        } finally {
            synchronized (this) {
                channel = Optional.empty();
            }
        }
    }

    /** Types into the console. */
    synchronized void type(byte[] bytes) {
        channel.ifPresent(open -> {
            try {
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    open.write(buffer);
                }
            } catch (IOException gone) {
                close();
            }
        });
    }

    /** A viewer leaves; true if it was the last. */
    boolean leave(Consoles.Line line) {
        viewers.remove(line);
        if (viewers.isEmpty()) {
            close();
            return true;
        }
        return false;
    }

    @Override
    public synchronized void close() {
        channel.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException alreadyGone) {
                channel = Optional.empty();
            }
        });
        channel = Optional.empty();
    }
}
