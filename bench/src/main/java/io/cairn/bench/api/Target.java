package io.cairn.bench.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * Where requests go, and with what headers.
 *
 * @param base URL without the path
 */
record Target(HttpClient client, String base, Map<String, String> headers, SSLContext ssl) {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** The gateway, as the kubeconfig of the one-command cloud names it. */
    static Target gateway(Path kubeconfig) throws IOException {
        var text = Files.readString(kubeconfig);
        var authority = new String(Base64.getDecoder().decode(value(text, "certificate-authority-data")),
                StandardCharsets.US_ASCII);
        var trust = new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(authority));
        var ssl = SslBundle.of(trust).createSslContext();
        return new Target(client(ssl), value(text, "server"),
                Map.of("Authorization", "Bearer " + value(text, "token")), ssl);
    }

    /** The same door on the same connection with another token. */
    Target as(String token) {
        return new Target(client, base, Map.of("Authorization", "Bearer " + token), ssl);
    }

    /** The same on a connection of its own. */
    Target anew() {
        return new Target(client(ssl), base, headers, ssl);
    }

    /** A service itself, reached as the gateway reaches it. */
    static Target service(String base, Path pki) {
        var own = PemSslStoreDetails.forCertificate("file:" + pki.resolve("api-gateway.crt"))
                .withPrivateKey("file:" + pki.resolve("api-gateway.key"));
        var stores = new PemSslStoreBundle(own, PemSslStoreDetails.forCertificate("file:" + pki.resolve("ca.crt")));
        var headers = new LinkedHashMap<String, String>();
        headers.put("X-Cairn-User", "bench");
        headers.put("X-Cairn-Organisation", "default");
        headers.put("X-Cairn-Group", "system:operators");
        var ssl = SslBundle.of(stores).createSslContext();
        return new Target(client(ssl), base, headers, ssl);
    }

    /** HTTP/2 where it is offered, as kubectl and Fabric8 do. */
    private static HttpClient client(SSLContext ssl) {
        return HttpClient.newBuilder()
                .sslContext(ssl)
                .version(HttpClient.Version.HTTP_2)
                .build();
    }

    private static String value(String text, String key) throws IOException {
        var found = Pattern.compile("(?m)^\\s*" + key + ":\\s*(\\S+)\\s*$").matcher(text);
        if (!found.find()) {
            throw new IOException("The kubeconfig has no " + key + "; is it the one that make up wrote?");
        }
        return found.group(1);
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(DEADLINE);
        headers.forEach(request::header);
        return request;
    }

    /** The body of a good answer. */
    String send(String method, String path, String type, String body) throws IOException, InterruptedException {
        var answer = client.send(request(path).header("Content-Type", type)
                .method(method, body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body))
                .build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException("%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    String get(String path) throws IOException, InterruptedException {
        return send("GET", path, "application/json", "");
    }

    /** A watch whose lines are handed over by the client's own threads, so that a thousand cost no thousand threads. */
    CompletableFuture<Void> follow(String path, java.util.function.Consumer<String> line) {
        return client.sendAsync(request(path).timeout(Duration.ofMinutes(10)).build(),
                HttpResponse.BodyHandlers.fromLineSubscriber(new Lines(line))).thenAccept(_ -> {});
    }
}
