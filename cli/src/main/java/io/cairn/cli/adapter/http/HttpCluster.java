package io.cairn.cli.adapter.http;

import io.cairn.cli.application.Access;
import io.cairn.cli.application.Cluster;
import io.cairn.cli.application.Notation;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The server over HTTPS. */
public final class HttpCluster implements Cluster {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int TRIES = 4;
    private static final long LONGEST_RETRY_SECONDS = 5;

    private final Access access;
    private final Notation notation;
    private final Consumer<String> trace;
    private final String agent;
    private final Trouble trouble;
    private final HttpClient client;

    /**
     * @param environment where HTTPS_PROXY and NO_PROXY are looked for
     * @param trace told of every request and its answer, never of a secret
     */
    public HttpCluster(Access access, Notation notation, String version, Map<String, String> environment,
            Consumer<String> trace) {
        this.access = access;
        this.notation = notation;
        this.trace = trace;
        this.agent = "cairn/" + version;
        this.trouble = new Trouble(access.server(), access.source());
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT);
        Proxies.from(environment).ifPresent(builder::proxy);
        if (access.server().startsWith("https:")) {
            builder.sslContext(Trust.context(access));
        }
        this.client = builder.build();
    }

    @Override
    public Answer send(Call call) {
        HttpResponse<String> response = exchange(call, request(call).timeout(ANSWER).build(), BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw refusal(response.statusCode(), response.body(), call);
        }
        ApiObject body = response.body().isBlank() ? ApiObject.EMPTY : json(response.body());
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return new Answer(response.statusCode(), body, warnings(response), headers);
    }

    @Override
    public Feed watch(Call call) {
        return new LineFeed(() -> stream(call), notation);
    }

    @Override
    public InputStream stream(Call call) {
        // No time limit: what is streamed may have nothing to say for long.
        HttpResponse<InputStream> response = exchange(call, request(call).build(),
                BodyHandlers.ofInputStream());
        if (response.statusCode() >= 300) {
            try (InputStream body = response.body()) {
                throw refusal(response.statusCode(), new String(body.readNBytes(1 << 20), StandardCharsets.UTF_8),
                        call);
            } catch (IOException broken) {
                throw trouble.of(broken);
            }
        }
        return response.body();
    }

    @Override
    public Goodbye converse(Call call, Keyboard keyboard, OutputStream screen) throws InterruptedException {
        WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(CONNECT);
        access.token().ifPresent(token -> builder.header("Authorization", "Bearer " + token));
        String address = address(call).toString().replaceFirst("^http", "ws");
        Conversation conversation = new Conversation(screen);
        try {
            trace.accept("> WebSocket " + address);
            WebSocket socket = builder.buildAsync(URI.create(address), conversation)
                    .get(ANSWER.toSeconds(),
                            TimeUnit.SECONDS);
            return conversation.run(socket, keyboard);
        } catch (ExecutionException refused) {
            throw handshake(refused.getCause(), call);
        } catch (TimeoutException late) {
            throw Failure.connection(access.server() + " did not answer in time", late);
        }
    }

    private Failure handshake(@org.jspecify.annotations.Nullable Throwable cause, Call call) {
        if (cause instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
            String body = refused.getResponse().body() instanceof String text ? text : "";
            return refusal(refused.getResponse().statusCode(), body, call);
        }
        return trouble.of(cause instanceof IOException broken ? broken : new IOException(cause));
    }

    /** Sends, and again after Retry-After: a 429 was not carried out, and a read may be repeated after a 503. */
    private <T> HttpResponse<T> exchange(Call call, HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        trace.accept("> " + call.method() + " " + request.uri());
        try {
            for (int attempt = 1;; attempt++) {
                long start = System.nanoTime();
                HttpResponse<T> response = client.send(request, handler);
                trace.accept("< " + response.statusCode() + " in " + (System.nanoTime() - start) / 1_000_000 + " ms"
                        + response.headers().firstValue("X-Request-Id").map(id -> ", request id " + id).orElse(""));
                boolean again = response.statusCode() == 429
                        || response.statusCode() == 503 && call.method().equals("GET");
                long seconds = response.headers()
                        .firstValue("Retry-After")
                        .filter(text -> text.matches("[0-9]{1,4}"))
                        .map(Long::parseLong)
                        .orElse(-1L);
                if (!again || attempt == TRIES || seconds < 0 || seconds > LONGEST_RETRY_SECONDS) {
                    return response;
                }
                Thread.sleep(Duration.ofSeconds(seconds));
            }
        } catch (IOException broken) {
            throw trouble.of(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Failure.refused("interrupted");
        }
    }

    private HttpRequest.Builder request(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(call))
                .header("Accept", call.accept())
                .header("User-Agent", agent);
        access.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        call.headers().forEach(request::header);
        call.body().ifPresent(body -> request.header("Content-Type", body.contentType()));
        return request.method(call.method(), call.body().map(HttpCluster::publisher).orElse(BodyPublishers.noBody()));
    }

    private static HttpRequest.BodyPublisher publisher(Body body) {
        ByteBuffer bytes = body.bytes();
        return BodyPublishers.ofByteArray(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    private URI address(Call call) {
        StringBuilder address = new StringBuilder(access.server()).append(call.path());
        char mark = '?';
        for (var parameter : call.query().entrySet()) {
            address.append(mark)
                    .append(parameter.getKey())
                    .append('=')
                    .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8).replace("+", "%20"));
            mark = '&';
        }
        return URI.create(address.toString());
    }

    private ApiObject json(String text) {
        try {
            return ApiObject.of(notation.parseJson(text));
        } catch (Failure notJson) {
            throw Failure.connection(access.server() + " does not answer as Cairn does", notJson,
                    "is the address in " + access.source() + " right? " + notJson.message());
        }
    }

    private Failure refusal(int code, String body, Call call) {
        ApiObject status = body.stripLeading().startsWith("{") ? quietly(body) : ApiObject.EMPTY;
        return Failure.answered(code, status, "the server answered " + code + " to " + call.method() + " "
                + call.path());
    }

    private ApiObject quietly(String body) {
        try {
            return ApiObject.of(notation.parseJson(body));
        } catch (Failure notJson) {
            return ApiObject.EMPTY; // the code alone must do
        }
    }

    /** {@code 299 - "text"}. */
    private static List<String> warnings(HttpResponse<?> response) {
        return response.headers()
                .allValues("Warning")
                .stream()
                .filter(value -> value.startsWith("299"))
                .map(value -> value.replaceFirst("^299 \\S+ \"(.*?)\".*$", "$1").replace("\\\"", "\""))
                .toList();
    }

    @Override
    public String address() {
        return access.server();
    }

    /** An idle client would hold the end of the program up for a third of a second. */
    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
