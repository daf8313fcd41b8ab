package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cairn.node.sim.SimulatedNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;

/** What is open when a right is taken away ends soon and in order; and clients that take their time are not waited for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationTest {
    private static final String IAM = "/apis/iam.cairn.io/v1/";
    private static final String MACHINES = "/apis/compute.cairn.io/v1/namespaces/default/virtualmachines";
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final int PARTS = 8;
    private static final int PART = 4_000;

    private SimulatedCloud cloud;
    private PublicDoor door;
    private Rest operator;
    private final ListAppender<ILoggingEvent> errors = new ListAppender<>();

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(1, new SimulatedNode.Size(8, 16_384, 100_000), new Random(1));
        cloud.startImages();
        door = cloud.door("--cairn.gateway.bodies.grace=1s", "--cairn.gateway.bodies.bytes-per-second=1000");
        operator = door.rest();
        errors.start();
        root().addAppender(errors);
    }

    @AfterAll
    void close() throws Exception {
        root().detachAppender(errors);
        if (door != null) {
            door.close();
        }
        cloud.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private void noErrorsLogged() {
        assertThat(List.copyOf(errors.list)
                .stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                .map(ILoggingEvent::getFormattedMessage)).isEmpty();
    }

    private String user(String name) throws Exception {
        operator.post(IAM + "users", "{\"metadata\":{\"name\":\"%s\"},\"spec\":{}}".formatted(name)).mustBeOk();
        return operator.post(IAM + "users/" + name + "/token", "{}").mustBeOk().text("/status/token");
    }

    private void bind(String name, String subject) throws Exception {
        operator.post(IAM + "namespaces/default/rolebindings",
                """
                {"metadata":{"name":"%s"},"spec":{"role":"viewer","subjects":[%s]}}""".formatted(name, subject))
                .mustBeOk();
    }

    /** How a watch ended: true if in order, with the last chunk of the answer. */
    private CompletableFuture<Boolean> watch(String token, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(door.url() + path + "?watch=1"))
                .timeout(Duration.ofSeconds(120))
                .header("Authorization", "Bearer " + token)
                .build();
        var client = door.trust().client(java.net.InetAddress.getLoopbackAddress());
        var opened = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(opened.statusCode()).isEqualTo(200);
        return CompletableFuture.supplyAsync(() -> {
            try (var in = opened.body()) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
                return true;
            } catch (IOException cut) {
                return false;
            }
        }, task -> Thread.ofVirtual().start(task));
    }

    private static boolean open(CompletableFuture<?> stream) {
        return !stream.isDone();
    }

    private static void endsInOrder(CompletableFuture<Boolean> stream) throws Exception {
        assertThat(stream.get(SOON.toSeconds(), TimeUnit.SECONDS)).as("ended in order").isTrue();
    }

    @Test
    void a_watch_ends_when_the_role_goes_and_others_go_on() throws Exception {
        var rob = user("rob");
        var sue = user("sue");
        bind("rob", "{\"kind\":\"User\",\"name\":\"rob\"}");
        bind("sue", "{\"kind\":\"User\",\"name\":\"sue\"}");
        var robs = watch(rob, MACHINES);
        var sues = watch(sue, MACHINES);
        var events = watch(rob, "/api/v1/namespaces/default/events");
        operator.delete(IAM + "namespaces/default/rolebindings/rob").mustBeOk();
        endsInOrder(robs);
        endsInOrder(events);
        assertThat(open(sues)).as("who is not concerned keeps what is open").isTrue();
        operator.merge(IAM + "namespaces/default/rolebindings/sue", "{\"spec\":{\"role\":\"user\"}}").mustBeOk();
        operator.post(IAM + "users", "{\"metadata\":{\"name\":\"bystander\"},\"spec\":{}}").mustBeOk();
        assertThat(open(sues)).as("another role that permits it too").isTrue();
        operator.merge(IAM + "users/sue", "{\"spec\":{\"disabled\":true}}").mustBeOk();
        endsInOrder(sues);
        noErrorsLogged();
    }

    @Test
    void a_watch_ends_when_its_client_hangs_up_though_nothing_happens() throws Exception {
        // The door counts a stream until a moment after its client has read the end of it.
        Waiting.until("no other stream is open", SOON, () -> streamsOpen() == 0);
        var client = door.trust().client(java.net.InetAddress.getLoopbackAddress());
        for (var i = 0; i < 5; i++) {
            var request = HttpRequest.newBuilder(URI.create(door.url() + MACHINES + "?watch=1"))
                    .version(HttpClient.Version.HTTP_2)
                    .header("Authorization", "Bearer " + door.token())
                    .build();
            var opened = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(opened.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(opened.statusCode()).isEqualTo(200);
        }
        assertThat(streamsOpen()).isEqualTo(5);
        client.shutdownNow();
        Waiting.until("the gateway ends the watches", SOON, () -> streamsOpen() == 0);
        noErrorsLogged();
    }

    private double streamsOpen() throws Exception {
        var metrics = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(door.metrics())).timeout(SOON).build(),
                        HttpResponse.BodyHandlers.ofString());
        return metrics.body()
                .lines()
                .filter(line -> line.startsWith("cairn_gateway_streams_open "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }

    @Test
    void a_watch_ends_when_its_user_leaves_the_group_that_had_the_role() throws Exception {
        var tim = user("tim");
        operator.post(IAM + "usergroups", "{\"metadata\":{\"name\":\"crew\"},\"spec\":{\"members\":[\"tim\",\"x\"]}}")
                .mustBeOk();
        bind("crew", "{\"kind\":\"Group\",\"name\":\"crew\"}");
        var tims = watch(tim, MACHINES);
        operator.merge(IAM + "usergroups/crew", "{\"spec\":{\"members\":[\"x\"]}}").mustBeOk();
        endsInOrder(tims);
        noErrorsLogged();
    }

    @Test
    void a_socket_ends_when_the_role_goes() throws Exception {
        var una = user("una");
        bind("una", "{\"kind\":\"User\",\"name\":\"una\"}");
        var closed = new CompletableFuture<Integer>();
        var socket = HttpClient.newBuilder()
                .sslContext(door.trust().client().sslContext())
                .build()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + una)
                .buildAsync(URI.create(door.url().replaceFirst("^https", "wss") + MACHINES + "?watch=1"),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                                closed.complete(code);
                                return CompletableFuture.completedFuture(code);
                            }

                            @Override
                            public void onError(WebSocket from, Throwable error) {
                                closed.completeExceptionally(error);
                            }
                        })
                .get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(socket.isInputClosed()).isFalse();
        operator.delete(IAM + "namespaces/default/rolebindings/una").mustBeOk();
        assertThat(closed.get(SOON.toSeconds(), TimeUnit.SECONDS)).as("a closing frame, not a cut")
                .isIn(WebSocket.NORMAL_CLOSURE, 1013);
        noErrorsLogged();
    }

    @Test
    void an_operator_who_may_impersonate_no_more_loses_what_is_open_in_the_other_name() throws Exception {
        var ops = user("ops");
        user("vera");
        bind("vera", "{\"kind\":\"User\",\"name\":\"vera\"}");
        operator.post(IAM + "clusterrolebindings",
                """
                {"metadata":{"name":"ops"},"spec":{"role":"operator","subjects":[{"kind":"User","name":"ops"}]}}""")
                .mustBeOk();
        var request = HttpRequest.newBuilder(URI.create(door.url() + MACHINES + "?watch=1"))
                .timeout(Duration.ofSeconds(120))
                .header("Authorization", "Bearer " + ops)
                .header("Impersonate-User", "vera")
                .build();
        var opened = door.trust().client().send(request, HttpResponse.BodyHandlers.ofLines());
        assertThat(opened.statusCode()).isEqualTo(200);
        var done = CompletableFuture.supplyAsync(() -> opened.body().count(), task -> Thread.ofVirtual().start(task));
        assertThat(open(done)).isTrue();
        operator.delete(IAM + "clusterrolebindings/ops").mustBeOk();
        assertThat(done.get(SOON.toSeconds(), TimeUnit.SECONDS)).isGreaterThanOrEqualTo(0);
    }

    @Test
    void of_an_upload_its_begin_and_its_end_are_recorded_and_every_denial() throws Exception {
        var upload = upload("parts", 7);
        var vic = user("wim");
        assertThat(send("PATCH", upload, vic, new byte[]{1}, "Upload-Offset", "1")).isEqualTo(403);
        assertThat(send("DELETE", upload, door.token(), new byte[0], "X-Part", "end")).isEqualTo(204);
        Waiting.until("the end is recorded", SOON, () -> recorded("parts").contains("delete 204"));
        assertThat(recorded("parts")).containsExactlyInAnyOrder("create 201", "patch 403", "delete 204");
    }

    @Test
    void of_a_whole_upload_the_part_that_completes_it_is_recorded_and_none_before() throws Exception {
        upload("whole", PARTS);
        Waiting.until("the end is recorded", SOON, () -> recorded("whole").contains("patch 200"));
        assertThat(recorded("whole")).containsExactlyInAnyOrder("create 201", "patch 200");
        var last = operator.get("/apis/audit.cairn.io/v1/entries?resource=images&verb=patch&limit=1000")
                .body()
                .path("items")
                .valueStream()
                .filter(entry -> entry.path("name").asString("").equals("whole"))
                .toList();
        assertThat(last).singleElement().satisfies(entry -> {
            assertThat(entry.path("user").asString("")).isEqualTo("admin");
            assertThat(entry.path("subresource").asString("")).isEqualTo("upload");
            assertThat(entry.path("decision").asString("")).isEqualTo("allow");
        });
    }

    /** Begins the upload of a small disk and sends the first of its eight parts. */
    private String upload(String name, int parts) throws Exception {
        var images = "/apis/image.cairn.io/v1/images";
        operator.post(images, "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"source\":\"Upload\"}}".formatted(name))
                .mustBeOk();
        var upload = images + "/" + name + "/upload";
        var disk = new byte[1 << 20];
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        assertThat(send("POST", upload, door.token(), new byte[0], "Upload-Length", "" + disk.length)).isEqualTo(201);
        var part = disk.length / PARTS;
        for (var i = 0; i < parts; i++) {
            assertThat(send("PATCH", upload, door.token(), Arrays.copyOfRange(disk, i * part, (i + 1) * part),
                    "Upload-Offset", "" + i * part)).isEqualTo(200);
            if (i < PARTS - 1) {
                assertThat(send("HEAD", upload, door.token(), new byte[0], "X-Part", "" + i)).isEqualTo(200);
            }
        }
        return upload;
    }

    private List<String> recorded(String name) throws Exception {
        return operator.get("/apis/audit.cairn.io/v1/entries?resource=images&limit=1000")
                .mustBeOk()
                .body()
                .path("items")
                .valueStream()
                .filter(entry -> entry.path("subresource").asString("").equals("upload")
                        && entry.path("name").asString("").equals(name))
                .map(entry -> entry.path("verb").asString("") + " " + entry.path("code").asString(""))
                .toList();
    }

    private int send(String method, String path, String token, byte[] body, String header, String value)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(door.url() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/offset+octet-stream")
                .header(header, value)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        return door.trust().client().send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private Socket connect() throws Exception {
        var port = URI.create(door.url()).getPort();
        var socket = door.trust().client().sslContext().getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    @Test
    void a_body_that_trickles_in_is_refused_and_the_connection_closed() throws Exception {
        try (var socket = connect()) {
            var out = socket.getOutputStream();
            out.write(
                    ("POST %s HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 100000\r\n\r\n").formatted(MACHINES, door.token())
                            .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            var trickle = Thread.ofVirtual().start(() -> {
                try {
                    for (var i = 0; i < 100_000; i++) {
                        out.write(' ');
                        out.flush();
                        TimeUnit.MILLISECONDS.sleep(50);
                    }
                } catch (IOException closed) {
                    Thread.currentThread().interrupt();
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            });
            try (var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(in.readLine()).startsWith("HTTP/1.1 408");
                var rest = new StringBuilder();
                try {
                    for (var line = in.readLine(); line != null; line = in.readLine()) {
                        rest.append(line);
                    }
                } catch (java.net.SocketException reset) {
                    rest.append(" reset");
                }
                assertThat(rest).contains("came too slowly");
            } finally {
                trickle.interrupt();
            }
        }
        assertThat(operator.get(MACHINES).code()).isEqualTo(200);
        noErrorsLogged();
    }

    @Test
    void a_large_body_that_comes_at_a_pace_is_taken_however_long_it_takes() throws Exception {
        var name = "patient";
        var annotation = "x".repeat(20_000);
        var body = ("{\"metadata\":{\"name\":\"%s\",\"annotations\":{\"a\":\"%s\"}},\"spec\":{\"instanceType\":\"c1.nano\","
                + "\"image\":\"micro\",\"runStrategy\":\"Manual\"}}").formatted(name, annotation);
        var request = ("POST %s HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nContent-Length: %d\r\n\r\n%s")
                .formatted(MACHINES, door.token(), body.length(), body)
                .getBytes(StandardCharsets.US_ASCII);
        try (var socket = connect()) {
            var out = socket.getOutputStream();
            // The first part has seconds' worth of the body with it: a pause of this host is no trickle.
            for (var at = 0; at < request.length; at += PART) {
                out.write(request, at, Math.min(PART, request.length - at));
                out.flush();
                TimeUnit.MILLISECONDS.sleep(300);
            }
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 201");
        }
    }
}
