package io.cairn.gateway.adapter.http;

import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;

/**
 * Connections to the services over HTTP/2, for answers that go on: many share one, and one that is ended is ended at the
 * service, too, where it would otherwise wait for its next event. Java's client opens one connection to a service and
 * refuses what does not fit on it, so there are as many clients as it takes.
 */
final class Lanes implements AutoCloseable {
    private static final int STREAMS = 200;
    private static final int MOST = 32;
    /** What a stream may hold that its client is too slow to take; all of a lane fit into the window of its connection. */
    private static final String WINDOW = Integer.toString(128 << 10);

    private final SSLContext ssl;
    private final Duration connect;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();

    static {
        System.setProperty("jdk.httpclient.windowsize", WINDOW);
    }

    private static final class Lane {
        private final String base;
        private final HttpClient client;
        private final Semaphore free = new Semaphore(STREAMS);
        private final ReentrantLock connecting = new ReentrantLock();
        private volatile boolean connected;

        Lane(String base, HttpClient client) {
            this.base = base;
            this.client = client;
        }

        /** One connects and the others wait for it: the client would open a connection for each of them. */
        HttpResponse<InputStream> send(Sending sending) throws IOException, InterruptedException {
            if (connected) {
                return sending.by(client);
            }
            connecting.lockInterruptibly();
            try {
                if (!connected) {
                    var answer = sending.by(client);
                    connected = true;
                    return answer;
                }
            } finally {
                connecting.unlock();
            }
            return sending.by(client);
        }

        /** An idle connection is closed after a while: whoever comes next connects anew. */
        void leave() {
            free.release();
            if (free.availablePermits() == STREAMS) {
                connected = false;
            }
        }
    }

    Lanes(SSLContext ssl, Duration connect) {
        this.ssl = ssl;
        this.connect = connect;
    }

    /** Sends a request by a client. */
    interface Sending {
        HttpResponse<InputStream> by(HttpClient client) throws IOException, InterruptedException;
    }

    /** An answer that goes on, until it is closed. */
    record Flow(HttpResponse<InputStream> answer, Runnable left) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                answer.body().close();
            } finally {
                left.run();
            }
        }
    }

    /** @param base URL of the service */
    Flow open(String base, Sending sending) throws IOException, InterruptedException {
        var lane = free(base).orElseGet(() -> another(base));
        var open = false;
        try {
            var flow = new Flow(lane.send(sending), lane::leave);
            open = true;
            return flow;
        } finally {
            if (!open) {
                lane.connected = false;
                lane.leave();
            }
        }
    }

    private Optional<Lane> free(String base) {
        return lanes.stream().filter(lane -> lane.base.equals(base) && lane.free.tryAcquire()).findFirst();
    }

    private synchronized Lane another(String base) {
        var freed = free(base);
        if (freed.isPresent()) {
            return freed.get();
        }
        if (lanes.size() == MOST) {
            throw new Refusal(Reason.TOO_MANY_REQUESTS, ("%d watches and streams are open, the most that this gateway "
                    + "serves; try again later").formatted(MOST * STREAMS), List.of(), Optional.of(5));
        }
        var lane = new Lane(base, HttpClient.newBuilder()
                .sslContext(ssl)
                .connectTimeout(connect)
                .version(HttpClient.Version.HTTP_2)
                .build());
        if (!lane.free.tryAcquire()) {
            throw new IllegalStateException("A new connection that is full");
        }
        lanes.add(lane);
        return lane;
    }

    /** Ends every stream. */
    @Override
    public void close() {
        lanes.forEach(lane -> lane.client.shutdownNow());
    }
}
