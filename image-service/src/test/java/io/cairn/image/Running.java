package io.cairn.image;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** The service as it runs in earnest, on free ports, with recipes of the test's own. */
final class Running implements AutoCloseable {
    final TestPki pki;
    private final EmbeddedPostgres postgres;
    private final ConfigurableApplicationContext context;
    private final int rest;
    private final int grpc;
    private final int management;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final HttpClient gateway;

    Running(Path folder, String wanted) throws Exception {
        pki = TestPki.make(Files.createDirectories(folder.resolve("pki")))
                .issue("image-service", "service/image-service")
                .issue("api-gateway", "service/api-gateway")
                .issue("vm-service", "service/vm-service")
                .issue("node", "node/n1");
        postgres = EmbeddedPostgres.builder().start();
        var application = new SpringApplication(ImageService.class);
        application.setDefaultProperties(Map.of("spring.config.name", "image-service"));
        context = application.run("--spring.main.banner-mode=off", "--logging.level.root=warn",
                "--cairn.pki=" + pki.folder(), "--cairn.image.blobs=" + folder.resolve("blobs"),
                "--cairn.image.work=" + folder.resolve("work"), "--cairn.image.logs=" + folder.resolve("logs"),
                "--cairn.image.recipes=" + folder.resolve("recipes"), "--cairn.bootstrap.build-images=" + wanted,
                "--cairn.gateway.url=https://127.0.0.1:1", "--server.port=0", "--spring.grpc.server.port=0",
                "--management.server.port=0", "--spring.datasource.username=postgres",
                "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"));
        rest = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        grpc = context.getBean(GrpcServerLifecycle.class).getPort();
        management = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
        gateway = HttpClient.newBuilder().sslContext(pki.https("api-gateway")).build();
    }

    ManagedChannel channel(ChannelCredentials as) {
        var channel = Grpc.newChannelBuilder("localhost:" + grpc, as).build();
        channels.add(channel);
        return channel;
    }

    ManagedChannel channel(String name) throws IOException {
        return channel(pki.grpc(name));
    }

    /** As the gateway does on behalf of a user. */
    HttpResponse<String> rest(String method, String path) throws IOException, InterruptedException {
        return send(gateway, "https://localhost:" + rest + path, method);
    }

    /** Sends a body, with headers as name and value in turn. */
    HttpResponse<String> rest(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + rest + path))
                .timeout(Duration.ofSeconds(30))
                .header("X-Cairn-User", "ann")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        return gateway.send((headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** As another service than the gateway. */
    HttpResponse<String> restAs(String name, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().sslContext(pki.https(name)).build()) {
            return send(client, "https://localhost:" + rest + path, "GET");
        }
    }

    HttpResponse<String> management(String path) throws IOException, InterruptedException {
        return send(gateway, "http://127.0.0.1:" + management + path, "GET");
    }

    private static HttpResponse<String> send(HttpClient client, String uri, String method)
            throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(uri))
                .timeout(Duration.ofSeconds(20))
                .header("X-Cairn-User", "ann")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        channels.forEach(ManagedChannel::shutdownNow);
        gateway.shutdownNow();
        context.close();
        postgres.close();
    }
}
