package io.cairn.cli.adapter.http;

import io.cairn.cli.application.Access;
import io.cairn.cli.application.Notation;
import io.cairn.cli.application.Web;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** HTTPS with the CAs of the system, or with one that is named; in clear only on this host. */
public final class HttpWeb implements Web {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 1 << 20;

    private final Notation notation;
    private final HttpClient client;

    /** @param authority PEM of the CA that certificates must come from; empty for the system's */
    public HttpWeb(Notation notation, Optional<String> authority, Map<String, String> environment) {
        this.notation = notation;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT);
        Proxies.from(environment).ifPresent(builder::proxy);
        authority.ifPresent(pem -> builder.sslContext(Trust.context(new Access("", Optional.of(pem), Optional.empty(),
                Optional.empty(), "", "the file of --issuer-ca"))));
        this.client = builder.build();
    }

    @Override
    public Page get(String url) {
        return send(url, request(url).GET());
    }

    @Override
    public Page post(String url, Map<String, String> form) {
        String text = form.entrySet()
                .stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(url, request(url).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(text)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder request(String url) {
        if (!url.matches("https://[^/]+.*|http://(localhost|127\\.[0-9.]+|\\[::1\\])(:[0-9]+)?(/.*)?")) {
            throw Failure.connection("\"" + url + "\" is not asked: a login needs https", new IOException(url));
        }
        return HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER).header("Accept", "application/json");
    }

    private Page send(String url, HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> response = client.send(request.build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new Page(response.statusCode(),
                        json(new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)));
            }
        } catch (IOException broken) {
            throw new Trouble(url, "the issuer of the server").of(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Failure.refused("interrupted");
        }
    }

    private ApiObject json(String text) {
        try {
            return ApiObject.of(notation.parseJson(text));
        } catch (Failure notJson) {
            return ApiObject.EMPTY;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
