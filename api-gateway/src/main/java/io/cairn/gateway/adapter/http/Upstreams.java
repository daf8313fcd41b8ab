package io.cairn.gateway.adapter.http;

import io.cairn.resource.adapter.http.GatewayCallers;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** The services behind the door, by API group; the identity of the caller goes in headers over mTLS. */
public final class Upstreams implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final HttpClient client;
    private final Lanes lanes;
    private final Map<String, String> routes;

    /** @param routes API group to base URL */
    public Upstreams(SSLContext ssl, Map<String, String> routes) {
        this.client = HttpClient.newBuilder()
                .sslContext(ssl)
                .connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        this.lanes = new Lanes(ssl, CONNECT);
        this.routes = new LinkedHashMap<>(routes);
    }

    public Map<String, String> routes() {
        return Map.copyOf(routes);
    }

    public Optional<String> route(String group) {
        return Optional.ofNullable(routes.get(group));
    }

    private static void identify(Caller caller, java.util.function.BiConsumer<String, String> header) {
        header.accept(GatewayCallers.USER, caller.user());
        caller.groups().forEach(group -> header.accept(GatewayCallers.GROUP, group));
        header.accept(GatewayCallers.ORGANISATION, caller.organisation());
        header.accept(GatewayCallers.REQUEST_ID, caller.requestId());
    }

    /** Sends a request; a service that is away is a refusal that says so. The answer's body must be closed. */
    HttpResponse<InputStream> send(String base, Caller caller, String method, String pathAndQuery,
            Map<String, String> headers, byte[] body) throws IOException, InterruptedException {
        return send(client, new Sent(base, caller, method, pathAndQuery, headers, body));
    }

    /** A request whose answer goes on: it shares a connection with others of its kind. Closing it ends it everywhere. */
    Lanes.Flow stream(String base, Caller caller, String method, String pathAndQuery, Map<String, String> headers,
            byte[] body) throws IOException, InterruptedException {
        return lanes.open(base, lane -> send(lane, new Sent(base, caller, method, pathAndQuery, headers, body)));
    }

    private record Sent(String base, Caller caller, String method, String pathAndQuery, Map<String, String> headers,
            byte[] body) {
        HttpRequest request() {
            var request = HttpRequest.newBuilder(URI.create(base + pathAndQuery)).timeout(ANSWER);
            headers.forEach(request::header);
            identify(caller, request::header);
            return request.method(method, body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body)).build();
        }
    }

    private static HttpResponse<InputStream> send(HttpClient client, Sent sent)
            throws IOException, InterruptedException {
        try {
            return client.send(sent.request(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (java.net.http.HttpTimeoutException late) {
            throw new Refusal(Reason.TIMEOUT, "The service behind %s did not answer within %d s".formatted(
                    sent.pathAndQuery(), ANSWER.toSeconds()));
        } catch (java.net.ConnectException away) {
            throw away(sent.pathAndQuery());
        } catch (IOException broken) {
            if (sent.method().equals("GET") || sent.method().equals("HEAD")) {
                throw away(sent.pathAndQuery());
            }
            // No Retry-After: clients would repeat by themselves what may have been done.
            throw new Refusal(Reason.SERVICE_UNAVAILABLE, ("The service behind %s ended before it answered: look "
                    + "whether the change was made before you repeat it").formatted(sent.pathAndQuery()));
        }
    }

    private static Refusal away(String pathAndQuery) {
        return new Refusal(Reason.SERVICE_UNAVAILABLE,
                "The service behind %s is away; try again".formatted(pathAndQuery), List.of(), Optional.of(2));
    }

    /** Opens a WebSocket; what the service refuses is thrown with its answer. */
    WebSocket open(String base, Caller caller, String pathAndQuery, WebSocket.Listener listener)
            throws IOException, InterruptedException {
        var builder = client.newWebSocketBuilder().connectTimeout(CONNECT);
        identify(caller, builder::header);
        try {
            return builder.buildAsync(URI.create(base.replaceFirst("^http", "ws") + pathAndQuery), listener)
                    .get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw refused;
            }
            throw away(pathAndQuery);
        } catch (TimeoutException e) {
            throw away(pathAndQuery);
        }
    }

    @Override
    public void close() {
        lanes.close();
        client.shutdownNow();
    }
}
