package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.Cairn;
import io.cairn.cli.application.ClientKey;
import io.cairn.cli.domain.ExitCode;
import io.cairn.node.sim.SimulatedNode;
import io.cairn.resource.adapter.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** People who show a certificate, through the real door by TLS: with Java's client, kubectl and cairn. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificatesTest {
    private static final String IAM = "/apis/iam.cairn.io/v1/";
    private static final String MACHINES = "/apis/compute.cairn.io/v1/namespaces/default/virtualmachines";
    private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Path folder;
    private SimulatedCloud cloud;
    private PublicDoor door;
    private Rest operator;

    @BeforeAll
    void open() throws Exception {
        folder = Files.createTempDirectory("cairn-certificates-");
        cloud = new SimulatedCloud(1, new SimulatedNode.Size(8, 16_384, 100_000), new Random(1));
        door = cloud.door();
        operator = door.rest();
    }

    @AfterAll
    void close() throws Exception {
        if (door != null) {
            door.close();
        }
        cloud.close();
        Command.remove(folder);
    }

    private void user(String name, String role) throws Exception {
        operator.post(IAM + "users",
                "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"groups\":[\"crew\"]}}".formatted(name))
                .mustBeOk();
        operator.post(IAM + "namespaces/default/rolebindings",
                """
                {"metadata":{"name":"%1$s"},"spec":{"role":"%2$s","subjects":[{"kind":"User","name":"%1$s"}]}}"""
                        .formatted(name, role))
                .mustBeOk();
    }

    private Rest.Answer sign(Rest who, String user, ClientKey key, String more) throws Exception {
        return who.post(IAM + "users/" + user + "/certificate", "{\"request\":%s%s}".formatted(
                Json.MAPPER.writeValueAsString(key.requestPem()), more));
    }

    private static HttpClient client(Trust trust, String certificate, String key) {
        var own = PemSslStoreDetails.forCertificate(certificate).withPrivateKey(key);
        var stores = new PemSslStoreBundle(own, PemSslStoreDetails.forCertificate("file:" + trust.ca()));
        return HttpClient.newBuilder()
                .sslContext(SslBundle.of(stores).createSslContext())
                .connectTimeout(PATIENCE)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private Rest with(String certificate, ClientKey key) {
        return new Rest(client(door.trust(), certificate, key.keyPem()), door.url(), Map.of());
    }

    private static String name(Rest who) throws Exception {
        return who.post(WHOAMI, "{}").text("/status/userInfo/username");
    }

    @Test
    void a_certificate_stands_for_its_user_with_the_rights_that_the_user_has_now() throws Exception {
        user("ann", "viewer");
        var key = ClientKey.make();
        var signed = sign(operator, "ann", key, ",\"name\":\"laptop\",\"description\":\"hers\"").mustBeOk();
        var ann = with(signed.text("/status/certificate"), key);
        var review = ann.post(WHOAMI, "{}").mustBeOk();
        assertThat(review.text("/status/userInfo/username")).isEqualTo("ann");
        assertThat(review.body().at("/status/userInfo/groups").toString()).contains("crew", "system:authenticated");
        assertThat(ann.get(MACHINES).code()).isEqualTo(200);
        assertThat(ann.delete(MACHINES + "/nothing").code()).isEqualTo(403);
        operator.merge(IAM + "users/ann", "{\"spec\":{\"groups\":[\"shore\"]}}").mustBeOk();
        assertThat(ann.post(WHOAMI, "{}").body().at("/status/userInfo/groups").toString())
                .as("groups are those of the directory, not of the certificate")
                .contains("shore")
                .doesNotContain("crew");
        assertThat(operator.get(IAM + "usercertificates/laptop").mustBeOk().body().toString())
                .contains("\"user\":\"ann\"")
                .doesNotContain("BEGIN");
        Waiting.until("the audit log names the certificate", PATIENCE, () -> operator
                .get("/apis/audit.cairn.io/v1/entries?user=ann&decision=deny&limit=1")
                .text("/items/0/tokenId")
                .equals("certificate/" + signed.text("/spec/serial")));
    }

    @Test
    void what_is_revoked_disabled_or_ended_opens_nothing() throws Exception {
        user("bob", "viewer");
        var key = ClientKey.make();
        var bob = with(sign(operator, "bob", key, ",\"name\":\"bob-1\"").mustBeOk().text("/status/certificate"), key);
        assertThat(bob.get(MACHINES).code()).isEqualTo(200);
        operator.merge(IAM + "usercertificates/bob-1", "{\"spec\":{\"disabled\":true}}").mustBeOk();
        assertThat(bob.get(MACHINES).code()).isEqualTo(401);
        operator.merge(IAM + "usercertificates/bob-1", "{\"spec\":{\"disabled\":false}}").mustBeOk();
        assertThat(bob.get(MACHINES).code()).isEqualTo(200);
        operator.merge(IAM + "users/bob", "{\"spec\":{\"disabled\":true}}").mustBeOk();
        assertThat(bob.get(MACHINES).code()).as("the user is disabled").isEqualTo(401);
        assertThat(sign(operator, "bob", key, "").code()).as("none is signed for him now").isEqualTo(409);
        operator.merge(IAM + "users/bob", "{\"spec\":{\"disabled\":false}}").mustBeOk();
        operator.delete(IAM + "usercertificates/bob-1").mustBeOk();
        assertThat(bob.get(MACHINES).code()).as("revoked").isEqualTo(401);
        var brief = with(sign(operator, "bob", key, ",\"expiresInSeconds\":2").mustBeOk().text("/status/certificate"),
                key);
        Waiting.until("it has ended", PATIENCE, () -> refused(brief));
    }

    /** An ended certificate is refused by TLS itself, or with 401. */
    private static boolean refused(Rest who) throws Exception {
        try {
            return who.get(MACHINES).code() == 401;
        } catch (IOException broken) {
            return true;
        }
    }

    @Test
    void only_operators_have_certificates_signed_and_only_good_requests_are() throws Exception {
        user("cid", "admin");
        var token = operator.post(IAM + "users/cid/token", "{}").mustBeOk().text("/status/token");
        var cid = Tenants.bearer(door, token);
        var key = ClientKey.make();
        assertThat(sign(cid, "cid", key, "").code()).as("not even one's own").isEqualTo(403);
        for (var body : List.of("{}", "{\"request\":\"nonsense\"}", "{\"request\":%s}".formatted(
                Json.MAPPER.writeValueAsString(key.keyPem())),
                "{\"request\":%s}".formatted(
                        Json.MAPPER.writeValueAsString(forged(key))))) {
            var answer = operator.post(IAM + "users/cid/certificate", body);
            assertThat(answer.code()).as(body).isEqualTo(422);
            assertThat(answer.text("/message")).contains("the certificate request");
        }
        assertThat(sign(operator, "cid", key, ",\"expiresInSeconds\":2592001").text("/message"))
                .contains("from 1 to 2592000 (30 days)");
        assertThat(sign(operator, "cid", key, ",\"name\":\"no/path\"").code()).isEqualTo(422);
        assertThat(operator.post(IAM + "usercertificates",
                """
                {"metadata":{"name":"made-up"},"spec":{"user":"admin","serial":"1","expires":"2099-01-01T00:00:00Z"}}""")
                .code()).isEqualTo(405);
    }

    /** The request with its last byte changed: the signature no longer fits. */
    private static String forged(ClientKey key) {
        var der = Base64.getMimeDecoder().decode(key.requestPem().replaceAll("-----[A-Z ]+-----", ""));
        der[der.length - 1] ^= 1;
        return "-----BEGIN CERTIFICATE REQUEST-----\n%s\n-----END CERTIFICATE REQUEST-----\n".formatted(
                Base64.getMimeEncoder().encodeToString(der));
    }

    @Test
    void neither_authority_can_pass_for_the_other() throws Exception {
        operator.post(IAM + "users", "{\"metadata\":{\"name\":\"vm-service\"},\"spec\":{}}").mustBeOk();
        var key = ClientKey.make();
        var pem = sign(operator, "vm-service", key, "").mustBeOk().text("/status/certificate");
        var person = with(pem, key);
        assertThat(name(person)).as("a person of that name, and no service").isEqualTo("vm-service");
        assertThat(person.post("/internal/events", "{\"items\":[]}").code()).isEqualTo(403);
        var behind = new Rest(client(door.trust(), pem, key.keyPem()),
                cloud.machines().base(), Map.of("X-Cairn-User", "admin", "X-Cairn-Group", "system:operators"));
        assertThat(refusedByTls(behind)).as("services do not know the authority of people").isTrue();
        var gateway = new Rest(door.trust().client("vm-service"), door.url(), Map.of());
        assertThat(name(gateway)).as("a service, whatever users there are").isEqualTo("system:service:vm-service");
        var strange = new Rest(client(door.trust(), Files.readString(door.trust().certificate("gateway-public")),
                Files.readString(door.trust().key("gateway-public"))), door.url(), Map.of());
        assertThat(strange.get(MACHINES).code()).as("of the other authority, and no service").isEqualTo(401);
    }

    private static boolean refusedByTls(Rest who) throws Exception {
        try {
            return who.get(MACHINES).code() == 403;
        } catch (IOException handshake) {
            return true;
        }
    }

    @Test
    void kubectl_comes_in_with_a_certificate() throws Exception {
        user("kim", "user");
        var key = ClientKey.make();
        var pem = sign(operator, "kim", key, "").mustBeOk().text("/status/certificate");
        var kubeconfig = Files.writeString(folder.resolve("kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                current-context: lab
                clusters:
                - {name: lab, cluster: {server: "%s", certificate-authority-data: %s}}
                users:
                - {name: kim, user: {client-certificate-data: %s, client-key-data: %s}}
                contexts:
                - {name: lab, context: {cluster: lab, user: kim}}
                """.formatted(door.url(), base64(Files.readString(door.trust().ca())), base64(pem),
                        base64(key.keyPem())));
        for (var kubectl : Kubectl.all()) {
            var kim = kubectl.session(kubeconfig, Files.createDirectories(folder.resolve(kubectl.version())));
            var name = "by-certificate-" + kubectl.minor();
            kim.okWith("""
                       apiVersion: compute.cairn.io/v1
                       kind: VirtualMachine
                       metadata: {name: %s}
                       spec: {instanceType: c1.nano, image: micro, runStrategy: Manual}
                       """.formatted(name), "create", "-f", "-");
            assertThat(kim.ok("get", "vm")).contains(name);
            assertThat(kim.fails("auth", "can-i", "delete", "nodes")).contains("no");
            kim.ok("delete", "vm", name, "--wait=false");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private record Said(ExitCode exit, String out, String error) {}

    private Said cairn(Path kubeconfig, String... arguments) {
        var out = new ByteArrayOutputStream();
        var error = new ByteArrayOutputStream();
        var environment = Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", folder.toString());
        var exit = Cairn.run(arguments, new Cairn.World(environment, folder, "",
                new ByteArrayInputStream(new byte[0]), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(error, true, StandardCharsets.UTF_8)));
        return new Said(exit, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }

    @Test
    void cairn_has_one_signed_logs_in_with_it_and_ends_it() throws Exception {
        user("dan", "viewer");
        var admins = door.kubeconfig("", door.token());
        var made = cairn(admins, "certificate", "create", "dan", "--name", "dan-laptop", "--expires", "1h");
        assertThat(made.exit()).as(made.error()).isEqualTo(ExitCode.OK);
        assertThat(made.out()).contains("BEGIN PRIVATE KEY", "BEGIN CERTIFICATE");
        assertThat(made.error()).contains("certificate dan-laptop of dan, good until");
        var file = Files.writeString(folder.resolve("dan.pem"), made.out());
        var own = folder.resolve("dan").resolve("config");
        var login = cairn(own, "login", "--server", door.url(), "--certificate-authority",
                door.trust().ca().toString(), "--client-certificate", file.toString());
        assertThat(login.exit()).as(login.error()).isEqualTo(ExitCode.OK);
        assertThat(login.out()).contains("as dan");
        assertThat(Files.readString(own)).contains("client-certificate-data", "client-key-data");
        assertThat(cairn(own, "whoami").out()).contains("dan");
        assertThat(cairn(own, "get", "vm").exit()).isEqualTo(ExitCode.OK);
        assertThat(cairn(admins, "certificate").out()).contains("dan-laptop", "Enabled");
        assertThat(cairn(admins, "certificate", "revoke", "dan-laptop").out()).contains("dan-laptop", "revoked");
        assertThat(cairn(own, "get", "vm").exit()).isEqualTo(ExitCode.CONNECTION);
    }
}
