package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cairn.cli.Cloud.Run;
import io.cairn.cli.domain.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Logins, contexts, tokens, rights and the audit log. */
class AccessTest {

    private static Cloud cloud;
    private static Path authority;

    @BeforeAll
    static void start() throws Exception {
        cloud = new Cloud();
        authority = Files.writeString(cloud.folder.resolve("ca.crt"), cloud.certificate());
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    private static Run with(Path kubeconfig, String... arguments) {
        return cloud.cairn(kubeconfig, new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), arguments);
    }

    private static String server() {
        return "https://127.0.0.1:" + cloud.port();
    }

    private static Path fresh(String name) throws IOException {
        return Files.createDirectories(cloud.folder.resolve(name)).resolve("deeper/config");
    }

    @Test
    void a_token_is_checked_and_kept_where_only_its_owner_can_read_it() throws Exception {
        Path kubeconfig = fresh("token");
        Path token = Files.writeString(cloud.folder.resolve("token.txt"), Cloud.TOKEN + "\n");
        Run login = with(kubeconfig, "login", "--server", server() + "/", "--certificate-authority",
                authority.toString(), "--token-file", token.toString(), "-n", "team-a");
        assertThat(login.exit()).as(login.error()).isEqualTo(ExitCode.OK);
        assertThat(login.out()).isEqualTo("logged in to " + server() + " as ann\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig))).isEqualTo("rw-------");
        assertThat(with(kubeconfig, "get", "vm").error()).contains("found in namespace team-a");
        assertThat(with(kubeconfig, "whoami").out()).contains("User:      ann", "Groups:    staff");
        assertThat(with(kubeconfig, "context").out()).contains("*", "127.0.0.1-" + cloud.port(), "team-a", "token");
        Run again = with(kubeconfig, "login", "--token", "wrong");
        assertThat(again.exit()).isEqualTo(ExitCode.CONNECTION);
        assertThat(again.error()).contains("does not accept the token", "nothing was kept");
        assertThat(with(kubeconfig, "whoami").exit()).isEqualTo(ExitCode.OK);
        assertThat(with(kubeconfig, "logout").out()).startsWith("logged out of ");
        assertThat(Files.readString(kubeconfig)).doesNotContain(Cloud.TOKEN);
        assertThat(with(kubeconfig, "logout").out()).startsWith("nobody was logged in");
        assertThat(with(kubeconfig, "get", "vm").exit()).isEqualTo(ExitCode.CONNECTION);
    }

    @Test
    void contexts_are_listed_chosen_and_the_rest_of_the_file_stays() throws Exception {
        Path kubeconfig = fresh("contexts");
        Files.createDirectories(kubeconfig.getParent());
        cloud.kubeconfig(kubeconfig, "", Cloud.TOKEN);
        Files.writeString(kubeconfig, Files.readString(kubeconfig) + "- name: other\n"
                + "  context: {cluster: test, user: ann, namespace: team-b}\npreferences: {colors: true}\n");
        assertThat(with(kubeconfig, "context", "list", "-o", "name").out()).isEqualTo("test\nother\n");
        assertThat(with(kubeconfig, "context", "show").out()).contains("Context:    test", "User:       ann (token)");
        assertThat(with(kubeconfig, "context", "use", "other").out()).isEqualTo("context other in use\n");
        assertThat(with(kubeconfig, "get", "vm").error()).contains("namespace team-b");
        assertThat(with(kubeconfig, "context", "use", "test", "-n", "team-c").exit()).isEqualTo(ExitCode.OK);
        assertThat(with(kubeconfig, "get", "vm").error()).contains("namespace team-c");
        assertThat(Files.readString(kubeconfig)).contains("preferences:", "colors: true");
        Run unknown = with(kubeconfig, "context", "use", "nowhere");
        assertThat(unknown.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(unknown.error()).contains("has no context \"nowhere\"", "it has: test, other");
        assertThat(with(kubeconfig, "__complete", "--", "context", "use", "").out()).isEqualTo("test\nother\n");
        assertThat(with(kubeconfig, "__complete", "--", "context", "").out()).isEqualTo("list\nuse\nshow\n");
    }

    @Test
    void a_kubeconfig_that_is_a_link_stays_one() throws Exception {
        Path real = fresh("real");
        Files.createDirectories(real.getParent());
        cloud.kubeconfig(real, "", Cloud.TOKEN);
        Path link = Files.createSymbolicLink(cloud.folder.resolve("linked"), real);
        assertThat(with(link, "context", "use", "test", "-n", "x").exit()).isEqualTo(ExitCode.OK);
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(real)).contains("namespace: x");
    }

    @Test
    void the_device_flow_of_an_issuer_gives_a_token_that_is_renewed() throws Exception {
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String url = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/realm";
        AtomicInteger asked = new AtomicInteger();
        issuer.createContext("/realm/.well-known/openid-configuration", exchange -> answer(exchange, 200,
                "{\"issuer\":\"" + url + "\",\"token_endpoint\":\"" + url
                        + "/token\",\"device_authorization_endpoint\":\""
                        + url + "/device\"}"));
        issuer.createContext("/realm/device", exchange -> answer(exchange, 200,
                "{\"device_code\":\"d1\",\"user_code\":\"WDJB-MJHT\",\"verification_uri\":\"https://id.example.org\","
                        + "\"interval\":1,\"expires_in\":60}"));
        issuer.createContext("/realm/token", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean right = form.contains("device_code=d1") && form.contains("client_id=cairn-cli");
            if (form.contains("refresh_token=first")) {
                answer(exchange, 200, "{\"id_token\":\"eyNew\",\"refresh_token\":\"second\",\"expires_in\":3600}");
                return;
            }
            answer(exchange, right && asked.incrementAndGet() > 1 ? 200 : 400, asked.get() > 1
                    ? "{\"id_token\":\"eyOld\",\"refresh_token\":\"first\",\"expires_in\":1}"
                    : "{\"error\":\"authorization_pending\"}");
        });
        issuer.start();
        try {
            cloud.gateway.users.putAll(Map.of("eyOld", "ann", "eyNew", "ann the newer"));
            cloud.gateway.issuers = "{\"name\":\"staff\",\"issuer\":\"" + url + "\",\"clientId\":\"cairn-cli\"}";
            Path kubeconfig = fresh("device");
            Run login = with(kubeconfig, "login", "--server", server(), "--certificate-authority",
                    authority.toString(), "--context", "prod");
            assertThat(login.exit()).as(login.error()).isEqualTo(ExitCode.OK);
            assertThat(login.error()).contains("https://id.example.org", "enter the code WDJB-MJHT", "context prod");
            // The token is nearly over: the next command renews it, and the one after finds the new one.
            assertThat(with(kubeconfig, "whoami").out()).contains("ann the newer");
            assertThat(Files.readString(kubeconfig)).contains("token: eyNew", "refreshToken: second")
                    .doesNotContain("eyOld");
            assertThat(with(kubeconfig, "whoami").out()).contains("ann the newer");
            Run other = with(kubeconfig, "login", "--issuer", "nobody");
            assertThat(other.exit()).isEqualTo(ExitCode.USAGE);
            assertThat(other.error()).contains("it names: staff");
        } finally {
            cloud.gateway.issuers = "";
            issuer.stop(0);
        }
        Run none = cloud.cairn("login");
        assertThat(none.exit()).isEqualTo(ExitCode.CONNECTION);
        assertThat(none.error()).contains("names no issuer for logins", "--token-file");
    }

    private static void answer(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void the_secret_of_a_new_token_is_alone_on_standard_output() {
        Run own = cloud.cairn("token", "create", "--expires", "30d", "--description", "laptop");
        assertThat(own.exit()).as(own.error()).isEqualTo(ExitCode.OK);
        assertThat(own.out()).isEqualTo("secret-of-ann\n");
        assertThat(own.error()).contains("token ann-1, good until 2026-02-01T00:00:00Z", "shown this once");
        assertThat(cloud.cairn("token", "create", "--service-account", "ci").out()).isEqualTo("secret-of-ci\n");
        assertThat(cloud.cairn("token", "create", "--service-account", "ci", "--user", "ann").exit())
                .isEqualTo(ExitCode.USAGE);
        assertThat(cloud.cairn("token", "create", "--user", "nobody").exit()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void tokens_are_listed_and_ended() {
        assertThat(cloud.cairn("token").out()).contains("NAME", "USER", "ann-1").doesNotContain("secret");
        assertThat(cloud.cairn("token", "revoke", "ann-1").out()).endsWith("ann-1 revoked\n");
        assertThat(cloud.cairn("token", "revoke", "ann-1").exit()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void can_i_answers_by_word_and_exit_code() {
        Run yes = cloud.cairn("auth", "can-i", "get", "vm/web", "--subresource", "console");
        assertThat(yes.out()).isEqualTo("yes\n");
        Run no = cloud.cairn("auth", "can-i", "delete", "vm");
        assertThat(no.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(no.out()).isEqualTo("no - only viewer\n");
        assertThat(cloud.cairn("auth", "can-i", "delete", "vm", "-q").out()).isEmpty();
        assertThat(cloud.cairn("auth").exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void the_audit_log_is_shown_checked_and_exported() {
        Run shown = cloud.cairn("audit", "--user", "eve", "--since", "1h");
        assertThat(shown.out().lines()).hasSize(3);
        assertThat(shown.out()).contains("AT ", "eve", "delete", "team-a/virtualmachines/web", "deny", "403");
        assertThat(cloud.cairn("audit", "--limit", "1").error()).contains("there are more");
        assertThat(cloud.cairn("audit", "verify").out()).isEqualTo("the chain is whole: 7 entries, a to b\n");
        cloud.gateway.whole = false;
        Run broken = cloud.cairn("audit", "verify");
        cloud.gateway.whole = true;
        assertThat(broken.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(broken.error()).contains("broken at entry 3");
        assertThat(cloud.cairn("audit", "export").out().lines()).hasSize(2).allMatch(line -> line.startsWith("{"));
    }

    @Test
    void a_host_is_enrolled_by_the_commands_that_are_printed() {
        Run join = cloud.cairn("node", "join", "host-2", "--plane", "192.0.2.10", "--subnet", "10.20.2", "-l",
                "rack=r2",
                "--allow-emulation");
        assertThat(join.exit()).as(join.error()).isEqualTo(ExitCode.OK);
        assertThat(join.out()).contains("-----BEGIN CERTIFICATE-----", "printf %s 'join-me'",
                "--cairn.agent.name=host-2 --cairn.agent.subnet=10.20.2", "--cairn.plane.scheduler=192.0.2.10:");
        assertThat(join.error()).contains("host-2 created", "within 60 minutes");
        assertThat(cloud.cairn("get", "node", "host-2", "-o", "jsonpath={.spec.allowEmulation}").out())
                .isEqualTo("true\n");
        assertThat(cloud.cairn("node", "join", "host-2").error()).doesNotContain("created");
        assertThat(cloud.cairn("node", "join", "host-2", "--subnet", "10.20.2.0/24").exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void quotas_tell_what_is_used_and_what_is_left() {
        assertThat(cloud.cairn("quota").error()).contains("namespace default: machines are not limited");
        var quotas = cloud.quotas;
        quotas.create(Cloud.key("all"), Map.of(), List.of(), new Access.Bounds(Optional.of(10)));
        quotas.create(Cloud.key("none"), Map.of(), List.of(), new Access.Bounds(Optional.empty()));
        assertThat(cloud.cairn("quota").out()).isEqualTo("""
                                                         QUOTA          DIMENSION   USED       REMAINING
                                                         default/all    machines    3/10 30%   7
                                                         default/none   machines    3          no limit
                                                         """);
    }

    @Test
    void a_paused_machine_is_waited_for_by_its_operation_alone() {
        cloud.machine("still", false);
        var operation = cloud.operations.create(Cloud.key("restart-still"), Map.of(), List.of(),
                new Machine.Request("pause"));
        assertThat(cloud.operations.changeFacts(operation.metadata().uid(), _ -> new Machine.Done("Succeeded")))
                .isPresent();
        Run run = cloud.cairn("pause", "still", "--wait", "--timeout", "60s");
        assertThat(run.exit()).as(run.error()).isEqualTo(ExitCode.OK);
        assertThat(run.error()).contains("vm/still is paused");
    }
}
