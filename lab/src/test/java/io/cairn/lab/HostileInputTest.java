package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import io.cairn.resource.adapter.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.core.JacksonException;

/**
 * Whatever is sent, the door answers soon, with a sentence, and tells nothing of what is behind it.
 *
 * <p>{@code -Dcairn.fuzz.cases=N} sends N requests, {@code -Dcairn.fuzz.seed=S} others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {
    private static final int CASES = Integer.getInteger("cairn.fuzz.cases", 500);
    private static final long SEED = Long.getLong("cairn.fuzz.seed", 1);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int MOST_SHOWN = 10;
    /** In the place of a code, when the connection was closed without one. */
    private static final int HUNG_UP = 1;
    private static final long MOST_GROWTH = 32L << 20;
    private static final int MAX_ANSWER = 8 << 20;
    private static final Pattern INTERNALS = Pattern.compile("Exception|java\\.|jakarta|org\\.postgres|springframework|"
            + "jackson|StreamReadConstraints|\\bSQL\\b|\\bselect \\w|io\\.cairn\\.[a-z]+\\.adapter|Tomcat|\\.java:");

    private SimulatedCloud cloud;
    private PublicDoor door;

    @BeforeAll
    void up() throws Exception {
        cloud = new SimulatedCloud(1, new SimulatedNode.Size(64, 65_536, 1_000_000), new Random(1));
        door = cloud.door();
    }

    @AfterAll
    void down() throws Exception {
        if (door != null) {
            door.close();
        }
        cloud.close();
    }

    private Socket connect(String from) throws Exception {
        var port = Integer.parseInt(door.url().replaceFirst(".*:", ""));
        var socket = door.trust()
                .client()
                .sslContext()
                .getSocketFactory()
                .createSocket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0);
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private record Answer(int code, String head, String body) {
        static Answer read(InputStream in) throws IOException {
            var text = new String(in.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
            var end = text.indexOf("\r\n\r\n");
            var code = text.matches("(?s)HTTP/1\\.1 [0-9]{3} .*") ? Integer.parseInt(text.substring(9, 12)) : 0;
            return end < 0 ? new Answer(code, text, "")
                    : new Answer(code, text.substring(0, end), whole(text.substring(0, end), text.substring(end + 4)));
        }

        /** Without the sizes of chunks between. */
        private static String whole(String head, String body) {
            return head.contains("Transfer-Encoding: chunked") ? body.replaceAll("(^|\\r\\n)[0-9a-fA-F]+\\r\\n", "")
                    : body;
        }

        /** A Status if it is a refusal, no internal error, nothing of what is inside. */
        boolean fine() {
            return code != 0 && code != 500 && saysStatus() && !INTERNALS.matcher(head + body).find();
        }

        private boolean saysStatus() {
            // What cannot even be parsed as HTTP gets a code and no body: the request never came to a servlet.
            if (code >= 400 && !(code == 400 && body.isEmpty() && !head.contains("X-Request-Id"))) {
                var start = body.indexOf('{');
                try {
                    return start >= 0 && Json.MAPPER.readTree(body.substring(start, body.lastIndexOf('}') + 1))
                            .at("/kind")
                            .asString("")
                            .equals("Status") || body.contains("kind: Status");
                } catch (JacksonException noJson) {
                    return body.contains("kind: Status");
                }
            }
            return true;
        }
    }

    @Test
    void nothing_that_is_sent_makes_an_internal_error_or_tells_of_internals() throws Exception {
        var document = door.rest().get("/openapi/cairn.json").mustBeOk().body();
        var hostile = new Hostile(document, new Random(SEED));
        assertThat(hostile.operations()).isGreaterThan(50);
        Map<Integer, Integer> codes = new TreeMap<>();
        var wrong = new ArrayList<String>();
        for (var n = 0; n < CASES && wrong.size() < MOST_SHOWN; n++) {
            var request = hostile.request(n, door.token());
            var answer = send(request, "127.0.0.1");
            codes.merge(answer.code(), 1, Integer::sum);
            if (!answer.fine()) {
                wrong.add("case %d of seed %d:%n%s%n%s".formatted(n, SEED,
                        new String(request, 0, Math.min(request.length, 1_500), StandardCharsets.ISO_8859_1), answer));
            }
        }
        System.out.println("Answers to hostile requests: " + codes);
        assertThat(wrong).isEmpty();
        assertThat(door.rest().get("/api/v1/namespaces").code()).isEqualTo(200);
    }

    @Test
    void bad_requests_leave_nothing_behind_in_memory() throws Exception {
        var hostile = new Hostile(door.rest().get("/openapi/cairn.json").mustBeOk().body(), new Random(SEED + 1));
        bad(hostile, CASES / 2);
        var before = liveHeap();
        bad(hostile, CASES);
        // A leak of a body, a token or an answer for each would be more than this.
        assertThat(liveHeap() - before).as("bytes that stay").isLessThan(MOST_GROWTH);
        assertThat(door.rest().get("/api/v1/namespaces").code()).isEqualTo(200);
    }

    private void bad(Hostile hostile, int count) throws Exception {
        for (var n = 0; n < count; n++) {
            var known = n % 2 == 0;
            var request = hostile.request(n, known ? door.token() : "cairn_" + n);
            // Failed credentials count for the address that they come from.
            assertThat(send(request, known ? "127.0.0.1" : "127.0.0.2").code())
                    .as(() -> new String(request, 0, Math.min(request.length, 1_500), StandardCharsets.ISO_8859_1))
                    .isNotEqualTo(500);
        }
    }

    private static long liveHeap() {
        var memory = ManagementFactory.getMemoryMXBean();
        var least = Long.MAX_VALUE;
        for (var i = 0; i < 3; i++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private Answer send(byte[] request, String from) throws Exception {
        try (var socket = connect(from)) {
            write(socket, request);
            return Answer.read(socket.getInputStream());
        } catch (SocketTimeoutException late) {
            return new Answer(0, "", "no answer within " + SOON);
        } catch (SocketException hungUp) {
            return new Answer(HUNG_UP, "", "");
        }
    }

    /** The server may have refused and hung up before it was told everything. */
    private static void write(Socket socket, byte[] request) throws IOException {
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
        } catch (SocketException hungUp) {
            assertThat(request.length).isGreaterThan(1_000);
        }
    }

    @Test
    void a_body_of_a_hundred_megabytes_is_refused_before_it_is_read() throws Exception {
        try (var socket = connect("127.0.0.1")) {
            var out = socket.getOutputStream();
            out.write(("POST /apis/compute.cairn.io/v1/namespaces/default/virtualmachines HTTP/1.1\r\nHost: x\r\n"
                    + "Authorization: Bearer " + door.token() + "\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 104857600\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[1 << 16]);
            out.flush();
            var head = new byte[12];
            assertThat(socket.getInputStream().readNBytes(head, 0, head.length)).isEqualTo(head.length);
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }
}
