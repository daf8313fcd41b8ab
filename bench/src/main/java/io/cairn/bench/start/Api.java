package io.cairn.bench.start;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The public API, as the kubeconfig of the one-command cloud names it. One warm connection, like any client's. */
final class Api implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int OK_BELOW = 300;
    private static final int NOT_FOUND = 404;

    private final HttpClient client;
    private final String server;
    private final String token;

    Api(Path kubeconfig) throws IOException, GeneralSecurityException {
        var text = Files.readString(kubeconfig);
        server = value(text, "server");
        token = value(text, "token");
        var authority = Base64.getDecoder().decode(value(text, "certificate-authority-data"));
        client = HttpClient.newBuilder().sslContext(trusting(authority)).version(HttpClient.Version.HTTP_1_1).build();
    }

    private static String value(String text, String key) throws IOException {
        var found = Pattern.compile("(?m)^\\s*" + key + ":\\s*(\\S+)\\s*$").matcher(text);
        if (!found.find()) {
            throw new IOException("The kubeconfig has no " + key + "; is it the one that make up wrote?");
        }
        return found.group(1);
    }

    private static SSLContext trusting(byte[] authority) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(authority)));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** The body of a good answer. */
    String send(String method, String path, String body) throws IOException, InterruptedException {
        var answer = answer(method, path, body);
        if (answer.statusCode() >= OK_BELOW) {
            throw new IOException("%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    boolean exists(String path) throws IOException, InterruptedException {
        return answer("GET", path, "").statusCode() != NOT_FOUND;
    }

    private HttpResponse<String> answer(String method, String path, String body)
            throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(server + path))
                .timeout(DEADLINE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
    }
}
