package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.adapter.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers the outbox to the gateway: at least once, in order, with back-off while the gateway is away. */
public final class EventDelivery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventDelivery.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 250;
    private static final long MAX_BACKOFF_MILLIS = 10_000;

    private final OutboxEvents outbox;
    private final HttpClient client;
    private final URI target;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param client presents the service's certificate
     * @param gateway base URL of the gateway
     */
    public EventDelivery(OutboxEvents outbox, HttpClient client, String gateway) {
        this.outbox = outbox;
        this.client = client;
        this.target = URI.create(gateway + "/internal/events");
        this.thread = Thread.ofVirtual().name("event-delivery").start(this::run);
    }

    private void run() {
        var wait = LOOK_MILLIS;
        while (!closed) {
            try {
                var sent = deliver();
                wait = sent ? 0 : LOOK_MILLIS;
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                wait = Math.min(MAX_BACKOFF_MILLIS, Math.max(LOOK_MILLIS, wait * 2));
                log.atDebug().addKeyValue("retryMillis", wait).setCause(e).log("Events wait for the gateway");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(wait);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean deliver() throws IOException, InterruptedException {
        outbox.bound();
        var bodies = outbox.waiting();
        if (bodies.isEmpty()) {
            return false;
        }
        var request = HttpRequest.newBuilder(target)
                .timeout(DEADLINE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"items\":[" + String.join(",", bodies) + "]}"))
                .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("The gateway answered " + response.statusCode() + " to events");
        }
        outbox.delivered(ids(bodies));
        return true;
    }

    private static List<String> ids(List<String> bodies) {
        return bodies.stream().map(body -> Json.MAPPER.readTree(body).path("id").asString()).toList();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
