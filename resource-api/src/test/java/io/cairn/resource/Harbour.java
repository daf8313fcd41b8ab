package io.cairn.resource;

import io.cairn.resource.adapter.http.Http2;
import io.cairn.resource.domain.Caller;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.apache.catalina.startup.Tomcat;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The library served on a real Tomcat from a real PostgreSQL. */
final class Harbour implements AutoCloseable {
    static final String PATH = "/apis/test.cairn.io/v1/namespaces/a/boats";

    static final int MAX_WATCHES = 40;

    final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final DataSource source;
    /** What the server takes for the time; a test moves it. */
    final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private ResourceApi api;
    private final EmbeddedPostgres postgres;
    private Tomcat tomcat = new Tomcat();
    private final Path base;
    private final int port;

    Harbour() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        source = postgres.getPostgresDatabase();
        Flyway.configure().dataSource(source).locations("classpath:db/resource").load().migrate();
        base = Files.createTempDirectory("harbour");
        port = freePort();
        api = open();
    }

    /** None of those that the kernel gives to clients: one of them could have it while the server starts again. */
    private static int freePort() throws IOException {
        for (var attempt = 0; attempt < 50; attempt++) {
            try (var socket = new ServerSocket(ThreadLocalRandom.current().nextInt(10_000, 30_000))) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                Thread.onSpinWait();
            }
        }
        throw new IOException("No free port between 10000 and 30000");
    }

    private ResourceApi open() throws Exception {
        var opened = new ResourceApi(source, new JdbcTransactionManager(source), "harbour",
                List.of(Boat.KIND, Boat.WRITTEN), new MovedClock(ahead::get),
                () -> UUID.randomUUID().toString());
        tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(port);
        tomcat.getConnector().getProtocolHandler().setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        Http2.offer(tomcat.getConnector());
        var context = tomcat.addContext("", base.toString());
        context.addServletContainerInitializer(new org.apache.tomcat.websocket.server.WsSci(), null);
        var servlet = opened.servlet(request -> new Caller("ann", List.of("sailors"),
                Optional.ofNullable(request.getHeader("X-Org")).orElse("default"), "r1"), MAX_WATCHES);
        Tomcat.addServlet(context, "api", servlet);
        context.addServletMappingDecoded("/*", "api");
        tomcat.start();
        return opened;
    }

    ResourceApi api() {
        return api;
    }

    /** Ends the server, whatever it was at, and starts another one on the same database and port. */
    void restart() throws Exception {
        api.close();
        tomcat.stop();
        tomcat.destroy();
        api = open();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", type)
                .method(method,
                        HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> create(String name, String spec) throws IOException, InterruptedException {
        return send("POST", PATH + "?fieldValidation=Strict", "application/json",
                "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"dock\":\"east\"}},\"spec\":%s}".formatted(name, spec));
    }

    @Override
    public void close() throws Exception {
        client.shutdownNow();
        api.close();
        tomcat.stop();
        tomcat.destroy();
        postgres.close();
        try (var files = Files.walk(base)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
