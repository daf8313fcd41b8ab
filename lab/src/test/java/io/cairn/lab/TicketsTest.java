package io.cairn.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tickets through the real door, and the page that uses them. Simulated machines run and have no screen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TicketsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IAM = "/apis/iam.cairn.io/v1/";
    private static final String MACHINES = "/apis/compute.cairn.io/v1/namespaces/default/virtualmachines";
    private static final String NO_SCREEN = "1013 Machine default/web: a simulated machine has no screen";
    private static final Pattern IMPORT = Pattern.compile("(?:from|import) +[\"'](\\.[^\"']+)[\"']");

    private SimulatedCloud cloud;
    private PublicDoor door;
    private HttpClient client;
    private Rest operator;

    @BeforeAll
    void up() throws Exception {
        cloud = new SimulatedCloud(1, new SimulatedNode.Size(64, 65_536, 1_000_000), new Random(1));
        door = cloud.door();
        client = door.trust().client(InetAddress.getLoopbackAddress());
        operator = Tenants.bearer(door, door.token());
        machine("web");
        machine("other");
    }

    @AfterAll
    void down() throws Exception {
        if (door != null) {
            door.close();
        }
        cloud.close();
    }

    private void machine(String name) throws Exception {
        operator.post(MACHINES, """
                                {"metadata":{"name":"%s"},"spec":{"instanceType":"c1.nano","image":"micro"}}"""
                .formatted(name)).mustBeOk();
        Waiting.until(name + " runs", PATIENCE,
                () -> operator.get(MACHINES + "/" + name).text("/status/phase").equals("Running"));
    }

    private static Rest.Answer ask(Rest who, String name, String stream) throws Exception {
        return who.post(MACHINES + "/" + name + "/ticket", "{\"stream\":\"%s\"}".formatted(stream));
    }

    private static String ticket(Rest who, String name, String stream) throws Exception {
        return ask(who, name, stream).mustBeOk().text("/status/ticket");
    }

    private String url(String name, String stream, String ticket) {
        return "%s%s/%s/%s?ticket=%s".formatted(door.url(), MACHINES, name, stream, ticket);
    }

    private Rest.Answer refused(String name, String stream, String ticket) throws Exception {
        return Viewer.refused(client, url(name, stream, ticket), Map.of());
    }

    private Rest user(String name, String role) throws Exception {
        var tenants = new String[]{IAM + "users", IAM + "namespaces/default/rolebindings"};
        operator.post(tenants[0], "{\"metadata\":{\"name\":\"%s\"},\"spec\":{}}".formatted(name)).mustBeOk();
        operator.post(tenants[1],
                "{\"metadata\":{\"name\":\"%1$s\"},\"spec\":{\"role\":\"%2$s\",\"subjects\":[{\"kind\":\"User\",\"name\":\"%1$s\"}]}}"
                        .formatted(name, role))
                .mustBeOk();
        var token = operator.post(IAM + "users/" + name + "/token", "{\"name\":\"%s\"}".formatted(name)).mustBeOk();
        return Tenants.bearer(door, token.text("/status/token"));
    }

    @Test
    void a_ticket_opens_its_stream_once_and_the_second_is_told_so() throws Exception {
        var given = ask(operator, "web", "vnc");
        assertThat(given.code()).isEqualTo(202);
        assertThat(given.text("/kind")).isEqualTo("StreamTicket");
        assertThat(given.text("/status/path")).isEqualTo(MACHINES + "/web/vnc");
        assertThat(given.text("/status/page")).isEqualTo("/console/default/default/web");
        assertThat(given.text("/status/machineUid")).isEqualTo(
                operator.get(MACHINES + "/web").text("/metadata/uid"));
        var ticket = given.text("/status/ticket");
        var plain = new Rest(client, door.url(), Map.of()).get(MACHINES + "/web/vnc?ticket=" + ticket);
        assertThat(plain.code()).as("without an upgrade").isEqualTo(400);
        assertThat(plain.text("/message")).contains("open it as a WebSocket", "was not used");
        try (var viewer = new Viewer(client, url("web", "vnc", ticket), Map.of())) {
            assertThat(viewer.protocol()).isEqualTo("binary");
            assertThat(viewer.ended()).isEqualTo(NO_SCREEN);
        }
        var second = refused("web", "vnc", ticket);
        assertThat(second.code()).isEqualTo(401);
        assertThat(second.text("/reason")).isEqualTo("Unauthorized");
        assertThat(second.text("/message")).contains("used already", "once, within 60 s; ask for another one");
        assertThat(new Rest(client, door.url(), Map.of()).get(MACHINES + "/web/vnc?ticket=" + ticket)
                .text("/message")).isEqualTo(second.text("/message"));
    }

    @Test
    void a_token_among_the_subprotocols_opens_a_stream_too() throws Exception {
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(door.token().getBytes(UTF_8));
        var headers = Map.of("Sec-WebSocket-Protocol", "base64url.bearer.authorization.k8s.io." + token);
        try (var viewer = new Viewer(client, door.url() + MACHINES + "/web/vnc", headers)) {
            assertThat(viewer.protocol()).isEqualTo("binary");
            assertThat(viewer.ended()).isEqualTo(NO_SCREEN);
        }
        assertThat(Viewer.refused(client, door.url() + MACHINES + "/none/vnc", headers).code()).isEqualTo(404);
        assertThat(Viewer.refused(client, door.url() + MACHINES + "/web/vnc", Map.of()).code()).isEqualTo(401);
    }

    @Test
    void a_ticket_of_another_machine_or_stream_or_time_opens_nothing_and_is_gone() throws Exception {
        var ofOther = ticket(operator, "other", "vnc");
        assertThat(refused("web", "vnc", ofOther).text("/message")).contains("it is for another machine");
        assertThat(refused("other", "vnc", ofOther).text("/message")).contains("used already");
        assertThat(refused("web", "vnc", ticket(operator, "web", "console")).text("/message"))
                .contains("it is for the stream console");
        var late = ticket(operator, "web", "vnc");
        cloud.database().update("update gateway.stream_ticket set expires = now() - interval '1 second'");
        var expired = refused("web", "vnc", late);
        assertThat(expired.code()).isEqualTo(401);
        assertThat(expired.text("/message")).contains("it expired at");
        assertThat(refused("web", "vnc", "cairnt_" + "A".repeat(43)).code()).isEqualTo(401);
        var list = new Rest(client, door.url(), Map.of()).get(MACHINES + "?ticket=" + ticket(operator, "web", "vnc"));
        assertThat(list.code()).as("a ticket is for streams").isEqualTo(401);
    }

    @Test
    void a_machine_made_anew_under_the_name_is_not_opened_with_a_ticket_of_the_old_one() throws Exception {
        machine("again");
        var ticket = ticket(operator, "again", "vnc");
        operator.delete(MACHINES + "/again").mustBeOk();
        Waiting.until("it is gone", PATIENCE, () -> operator.get(MACHINES + "/again").code() == 404);
        machine("again");
        var refused = refused("again", "vnc", ticket);
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.text("/message")).contains("another machine of the same name");
    }

    @Test
    void a_ticket_ends_with_the_token_that_asked_for_it_and_with_the_right_to_look() throws Exception {
        var uma = user("uma", "user");
        var revoked = ticket(uma, "web", "vnc");
        var unbound = ticket(user("una", "user"), "web", "vnc");
        operator.delete(IAM + "apitokens/uma").mustBeOk();
        operator.delete(IAM + "namespaces/default/rolebindings/una").mustBeOk();
        Waiting.until("the token is known to be gone", PATIENCE, () -> uma.get(MACHINES).code() == 401);
        var refused = refused("web", "vnc", revoked);
        assertThat(refused.code()).isEqualTo(401);
        assertThat(refused.text("/message")).contains("the token with which it was asked for holds no more");
        assertThat(refused("web", "vnc", unbound).code()).isEqualTo(403);
    }

    @Test
    void who_may_not_look_gets_no_ticket() throws Exception {
        assertThat(ask(user("vera", "viewer"), "web", "vnc").code()).isEqualTo(403);
        operator.post(IAM + "roles",
                """
                {"metadata":{"name":"typist"},"spec":{"rules":[{"apiGroups":["compute.cairn.io"],
                "resources":["virtualmachines/ticket","virtualmachines/console"],"verbs":["create","get"]}]}}""")
                .mustBeOk();
        var ty = user("ty", "typist");
        assertThat(ask(ty, "web", "console").code()).isEqualTo(202);
        var screen = ask(ty, "web", "vnc");
        assertThat(screen.code()).isEqualTo(403);
        assertThat(screen.text("/message")).contains("cannot get resource \"virtualmachines/vnc\"");
        assertThat(ask(operator, "missing", "vnc").code()).isEqualTo(404);
        assertThat(ask(operator, "web", "sound").text("/message")).contains("\"sound\"", "console, vnc");
    }

    @Test
    void nobody_hoards_tickets_and_none_of_them_is_ever_written_down() throws Exception {
        var hal = user("hal", "user");
        for (var i = 0; i < 32; i++) {
            ticket(hal, "web", "console");
        }
        var more = ask(hal, "web", "console");
        assertThat(more.code()).isEqualTo(429);
        assertThat(more.text("/message")).contains("32 tickets of hal");
        var path = "/apis/audit.cairn.io/v1/entries?user=ivo&limit=100";
        try (var viewer = new Viewer(client, url("web", "vnc", ticket(user("ivo", "user"), "web", "vnc")), Map.of())) {
            assertThat(viewer.ended()).isEqualTo(NO_SCREEN);
        }
        Waiting.until("the look stands in the audit log under the name of who asked", PATIENCE,
                () -> operator.get(path)
                        .body()
                        .path("items")
                        .valueStream()
                        .anyMatch(entry -> entry.path("subresource").asString("").equals("vnc")
                                && entry.path("verb").asString("").equals("get") && entry.path("code").asInt() == 101));
        for (var table : List.of("audit", "stream_ticket")) {
            assertThat(cloud.database()
                    .queryForObject(
                            "select count(*) from gateway.%s t where t::text like '%%cairnt%%'".formatted(table),
                            Integer.class))
                    .as(table)
                    .isZero();
        }
    }

    private HttpResponse<String> page(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(door.url() + path)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void the_page_loads_what_it_names_and_nothing_from_elsewhere() throws Exception {
        var page = page("/console/default/default/web");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe", "http", "*");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.body()).doesNotContain("http:", "https:", "//", "<style", "onclick", "<script>");
        serialPage();
        assertThat(page("/console/-/screen.css").headers().firstValue("Content-Type"))
                .contains("text/css;charset=utf-8");
        var loaded = new HashSet<String>();
        load("/console/-/screen.js", loaded);
        assertThat(loaded).contains("/console/-/novnc/core/rfb.js", "/console/-/place.js",
                "/console/-/novnc/vendor/pako/lib/zlib/inflate.js").hasSizeGreaterThan(45);
        for (var missing : List.of("/console/-/novnc/README", "/console/-/../application.yaml", "/console/a/b",
                "/console/-/novnc/core/none.js", "/console/a/b/c/other", "/console/-/xterm/LICENSE")) {
            assertThat(page(missing).statusCode()).as(missing).isEqualTo(401);
        }
    }

    /** Its terminal sets styles by script, and nothing else of it is laxer. */
    private void serialPage() throws Exception {
        var given = ask(operator, "web", "console").mustBeOk();
        assertThat(given.text("/status/page")).isEqualTo("/console/default/default/web/serial");
        var page = page("/console/default/default/web/serial");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src")
                .doesNotContain("http", "*", "unsafe-eval");
        assertThat(page.body()).doesNotContain("http:", "https:", "//", "<style", "onclick", "<script>");
        var loaded = new HashSet<String>();
        load("/console/-/serial.js", loaded);
        assertThat(loaded).contains("/console/-/xterm/lib/xterm.mjs", "/console/-/page.js", "/console/-/place.js");
        assertThat(page("/console/-/xterm/css/xterm.css").statusCode()).isEqualTo(200);
        try (var viewer = new Viewer(client, url("web", "console", given.text("/status/ticket")), Map.of())) {
            assertThat(viewer.ended()).contains("a simulated machine has no console");
        }
    }

    /** Every script that a script imports is served as one. */
    private void load(String path, HashSet<String> loaded) throws Exception {
        if (!loaded.add(path)) {
            return;
        }
        var script = page(path);
        assertThat(script.statusCode()).as(path).isEqualTo(200);
        assertThat(script.headers().firstValue("Content-Type")).as(path).contains("text/javascript;charset=utf-8");
        assertThat(script.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        for (var imported : IMPORT.matcher(script.body()).results().map(found -> found.group(1)).toList()) {
            load(URI.create(path).resolve(imported).toString(), loaded);
        }
    }
}
