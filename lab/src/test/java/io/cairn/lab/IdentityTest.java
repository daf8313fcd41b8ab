package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who may do what, through the real door to real services. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityTest {
    private static final String IAM = "/apis/iam.cairn.io/v1/";
    private static final String MACHINES = "/apis/compute.cairn.io/v1/namespaces/default/virtualmachines";

    private static final String EMPTY = "{\"metadata\":{\"name\":\"late\"},\"spec\":{}}";

    private SimulatedCloud cloud;
    private PublicDoor door;
    private Rest operator;

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(1, new SimulatedNode.Size(8, 16384, 100_000), new Random(1));
        door = cloud.door();
        operator = door.rest();
        operator.post(IAM + "organisations", "{\"metadata\":{\"name\":\"acme\"},\"spec\":{}}").mustBeOk();
        Waiting.until("acme has its first project", Duration.ofSeconds(60),
                () -> operator.get("/t/acme/api/v1/namespaces/default").ok());
        operator.post("/apis/compute.cairn.io/v1/instancetypes",
                "{\"metadata\":{\"name\":\"i1\"},\"spec\":{\"cpus\":1,\"memory\":\"256Mi\",\"disk\":\"1Gi\"}}");
    }

    @AfterAll
    void close() throws Exception {
        if (door != null) {
            door.close();
        }
        if (cloud != null) {
            cloud.close();
        }
    }

    private Rest bearer(String token, String... headers) {
        var all = new HashMap<>(Map.of("Authorization", "Bearer " + token));
        for (var i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new Rest(door.trust().client(), door.url(), all);
    }

    /** A user with a role in a place. */
    private Rest user(String name, String bindings, String role) throws Exception {
        operator.post(IAM + "users", "{\"metadata\":{\"name\":\"%s\"},\"spec\":{}}".formatted(name)).mustBeOk();
        if (!role.isEmpty()) {
            operator.post(bindings, """
                                    {"metadata":{"name":"%s"},"spec":{"role":"%s","subjects":[{"kind":"User",
                                    "name":"%s"}]}}""".formatted(name, role, name)).mustBeOk();
        }
        return bearer(token("users/" + name, ""));
    }

    private String token(String subject, String prefix) throws Exception {
        return operator.post(prefix + IAM + subject + "/token", "{}").mustBeOk().text("/status/token");
    }

    private static String machine(String name) {
        return "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"resources\":{\"cpus\":1,\"memory\":\"256Mi\"},\"image\":\"micro\"}}"
                .formatted(name);
    }

    @Test
    void a_user_of_one_organisation_sees_nothing_of_another() throws Exception {
        var ann = user("ann", "/t/acme" + IAM + "organisationrolebindings", "user");
        ann.post("/t/acme" + MACHINES, machine("mine")).mustBeOk();
        operator.post(MACHINES, machine("theirs")).mustBeOk();

        assertThat(ann.get("/t/acme" + MACHINES).mustBeOk().body().path("items")).hasSize(1);
        assertThat(ann.get(MACHINES).code()).isEqualTo(403);
        assertThat(ann.get("/t/acme" + MACHINES + "/theirs").body())
                .as("a foreign object is answered like a missing one")
                .isEqualTo(Answers.renamed(ann.get("/t/acme" + MACHINES + "/nothing").body(), "nothing", "theirs"));
        operator.post(IAM + "organisations", "{\"metadata\":{\"name\":\"umbrella\"},\"spec\":{}}").mustBeOk();
        assertThat(ann.get("/t/umbrella" + MACHINES)).isEqualTo(ann.get("/t/nowhere" + MACHINES));
        assertThat(ann.get("/t/acme/apis/infra.cairn.io/v1/nodes").code()).isEqualTo(403);
        assertThat(ann.get("/t/acme/apis/compute.cairn.io/v1/instancetypes").code()).isEqualTo(200);
        assertThat(operator.get("/t/acme" + MACHINES).mustBeOk().body().path("items")).hasSize(1);
    }

    @Test
    void a_viewer_reads_and_a_refusal_says_what_is_missing() throws Exception {
        var vic = user("vic", IAM + "namespaces/default/rolebindings", "viewer");
        assertThat(vic.get(MACHINES).code()).isEqualTo(200);
        var refused = vic.post(MACHINES, machine("no"));
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.text("/message")).contains("vic", "create", "virtualmachines", "default", "no role");
        assertThat(vic.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "{\"spec\":{\"resourceAttributes\":{\"verb\":\"delete\",\"group\":\"compute.cairn.io\",\"resource\":"
                        + "\"virtualmachines\",\"namespace\":\"default\"}}}")
                .mustBeOk()
                .body()
                .at("/status/allowed")
                .asBoolean()).isFalse();
        assertThat(vic.get(IAM + "users/vic").code()).as("oneself").isEqualTo(200);
        assertThat(vic.get(IAM + "users").code()).isEqualTo(403);
    }

    @Test
    void a_service_account_does_only_what_its_role_says_and_a_revoked_token_ends_at_once() throws Exception {
        operator.post(IAM + "roles", """
                                     {"metadata":{"name":"watcher"},"spec":{"rules":[{"apiGroups":["compute.cairn.io"],
                                     "resources":["virtualmachines"],"verbs":["list","watch"]}]}}""").mustBeOk();
        operator.post(IAM + "namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"ci\"},\"spec\":{}}")
                .mustBeOk();
        operator.post(IAM + "namespaces/default/rolebindings", """
                                                               {"metadata":{"name":"ci"},"spec":{"role":"watcher",
                                                               "subjects":[{"kind":"ServiceAccount","name":"ci"}]}}""")
                .mustBeOk();
        var issued = operator.post(IAM + "namespaces/default/serviceaccounts/ci/token", "{\"name\":\"ci-1\"}")
                .mustBeOk();
        var secret = issued.text("/status/token");
        var ci = bearer(secret);
        assertThat(ci.get(MACHINES).code()).isEqualTo(200);
        assertThat(ci.get(MACHINES + "/x").code()).isEqualTo(403);
        assertThat(operator.get(IAM + "apitokens/ci-1").mustBeOk().body().toString()).doesNotContain(secret);

        var watch = watch(secret);
        operator.delete(IAM + "apitokens/ci-1").mustBeOk();
        assertThat(ci.get(MACHINES).code()).isEqualTo(401);
        assertThat(watch.get(30, TimeUnit.SECONDS)).as("the open watch ended").isTrue();
    }

    private CompletableFuture<Boolean> watch(String secret) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(door.url() + MACHINES + "?watch=1"))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + secret)
                .build();
        var opened = door.trust().client().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(opened.statusCode()).isEqualTo(200);
        return CompletableFuture.supplyAsync(() -> {
            try (var in = opened.body()) {
                while (in.read() >= 0) {
                    Thread.onSpinWait();
                }
            } catch (java.io.IOException cut) {
                return true;
            }
            return true;
        });
    }

    @Test
    void an_admin_gives_away_only_what_an_admin_has() throws Exception {
        var boss = user("boss", "/t/acme" + IAM + "organisationrolebindings", "admin");
        boss.post("/t/acme/api/v1/namespaces", "{\"metadata\":{\"name\":\"web\"}}").mustBeOk();
        boss.post("/t/acme" + IAM + "namespaces/web/rolebindings", binding("dev", "user")).mustBeOk();
        assertThat(boss.post("/t/acme" + IAM + "namespaces/web/rolebindings", binding("evil", "operator")).code())
                .isEqualTo(403);
        assertThat(boss.post("/t/acme" + IAM + "namespaces/web/rolebindings", binding("odd", "nosuchrole")).code())
                .isEqualTo(422);
        assertThat(boss.post(IAM + "clusterrolebindings", binding("evil", "admin")).code()).isEqualTo(403);
        var edited = boss.merge("/t/acme" + IAM + "roles/viewer", "{\"spec\":{\"rules\":[]}}");
        assertThat(edited.code()).isEqualTo(403);
        assertThat(edited.text("/message")).contains("built in");
    }

    private static String binding(String name, String role) {
        return "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"role\":\"%s\",\"subjects\":[{\"kind\":\"User\",\"name\":\"dev\"}]}}"
                .formatted(name, role);
    }

    @Test
    void operators_act_in_other_names_and_nobody_else_does() throws Exception {
        var ivy = user("ivy", IAM + "namespaces/default/rolebindings", "viewer");
        var asIvy = bearer(door.token(), "Impersonate-User", "ivy");
        assertThat(asIvy.get(MACHINES).code()).isEqualTo(200);
        assertThat(asIvy.post(MACHINES, machine("no")).code()).isEqualTo(403);
        var secret = token("users/ivy", "");
        assertThat(bearer(secret, "Impersonate-User", "admin", "Impersonate-Group", "system:operators").get(MACHINES)
                .code()).isEqualTo(403);
        assertThat(bearer(door.token(), "Impersonate-User", "ivy", "Impersonate-Uid", "7").get(MACHINES).code())
                .as("what is not honoured is refused")
                .isEqualTo(403);
        assertThat(ivy.get(MACHINES).code()).isEqualTo(200);
        Waiting.until("the audit log knows who acted for whom", Duration.ofSeconds(60), () -> operator
                .get("/apis/audit.cairn.io/v1/entries?user=ivy&decision=deny")
                .text("/items/0/impersonatedBy")
                .equals("admin"));
    }

    @Test
    void auditors_of_an_organisation_read_what_happened_in_it_and_operators_prove_the_chain() throws Exception {
        var amy = user("amy", "/t/acme" + IAM + "organisationrolebindings", "auditor");
        assertThat(bearer("cairn_bad_token").get(MACHINES).code()).isEqualTo(401);
        Waiting.until("denied attempts are there", Duration.ofSeconds(60), () -> operator
                .get("/apis/audit.cairn.io/v1/entries?decision=deny&verb=list&limit=1000")
                .body()
                .path("items")
                .valueStream()
                .anyMatch(entry -> entry.path("code").asInt() == 401));
        var seen = amy.get("/t/acme/apis/audit.cairn.io/v1/entries?limit=1000").mustBeOk().body().path("items");
        assertThat(seen).isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.path("organisation").asString("")).isEqualTo("acme"));
        assertThat(amy.get("/t/acme/apis/audit.cairn.io/v1/entries?allOrganisations=true").code()).isEqualTo(403);
        assertThat(amy.get("/apis/audit.cairn.io/v1/verify").code()).isEqualTo(403);
        var proof = operator.get("/apis/audit.cairn.io/v1/verify").mustBeOk().body();
        assertThat(proof.path("ok").asBoolean()).isTrue();
        assertThat(proof.path("checked").asLong()).isPositive();
        assertThat(operator.get("/apis/audit.cairn.io/v1/entries?from=yesterday").code()).isEqualTo(400);
    }

    @Test
    void a_project_and_an_organisation_that_go_take_nothing_in_from_any_service() throws Exception {
        var home = "/t/closing";
        var vms = home + MACHINES.replace("/default/", "/web/");
        operator.post(IAM + "organisations", held("closing")).mustBeOk();
        Waiting.until("it is prepared", Duration.ofSeconds(60),
                () -> operator.get(home + "/api/v1/namespaces/default").ok());
        operator.post(home + "/api/v1/namespaces", held("web")).mustBeOk();
        operator.post(vms, machine("stays").replace("\"name\"", "\"finalizers\":[\"example.org/hold\"],\"name\""))
                .mustBeOk();

        operator.delete(home + "/api/v1/namespaces/web").mustBeOk();
        var late = operator.post(vms, machine("late"));
        assertThat(late.code()).isEqualTo(403);
        assertThat(late.text("/details/causes/0/reason")).isEqualTo("NamespaceTerminating");
        assertThat(late.text("/message")).contains("namespace web because it is being terminated");
        assertThat(
                operator.send("PATCH", vms + "/late?fieldManager=me", "application/apply-patch+yaml", machine("late"))
                        .code())
                .isEqualTo(403);
        assertThat(operator.post(home + IAM + "namespaces/web/serviceaccounts", held("late"))
                .text("/details/causes/0/reason")).isEqualTo("NamespaceTerminating");
        assertThat(operator.merge(vms + "/stays", "{\"metadata\":{\"finalizers\":[]}}").code())
                .as("what holds it up can be taken away")
                .isEqualTo(200);
        operator.merge(home + "/api/v1/namespaces/web", "{\"metadata\":{\"finalizers\":[]}}").mustBeOk();

        // So that the project is there, too, however long this takes.
        operator.merge(home + "/api/v1/namespaces/default", "{\"metadata\":{\"finalizers\":[\"example.org/hold\"]}}")
                .mustBeOk();
        operator.delete(IAM + "organisations/closing").mustBeOk();
        for (var path : List.of(MACHINES, "/apis/compute.cairn.io/v1/organisationquotas", "/api/v1/namespaces",
                IAM + "usergroups")) {
            var refused = operator.post(home + path, path.equals(MACHINES) ? machine("late") : EMPTY);
            assertThat(refused.code()).as(path).isEqualTo(403);
            assertThat(refused.body().at("/details/causes").toString()).as(path).contains("OrganisationTerminating");
        }
        for (var held : List.of(home + "/api/v1/namespaces/default", IAM + "organisations/closing")) {
            operator.merge(held, "{\"metadata\":{\"finalizers\":[]}}").mustBeOk();
        }
        Waiting.until("it is gone", Duration.ofSeconds(60),
                () -> operator.get(IAM + "organisations/closing").code() == 404);
    }

    private static String held(String name) {
        return "{\"metadata\":{\"name\":\"%s\",\"finalizers\":[\"example.org/hold\"]},\"spec\":{}}".formatted(name);
    }

    @Test
    void an_organisation_goes_with_everything_in_it() throws Exception {
        operator.post(IAM + "organisations", "{\"metadata\":{\"name\":\"brief\"},\"spec\":{}}").mustBeOk();
        Waiting.until("it is prepared", Duration.ofSeconds(60),
                () -> operator.get("/t/brief" + IAM + "roles/operator").ok());
        operator.post("/t/brief" + MACHINES, machine("last")).mustBeOk();
        var limits = "/apis/compute.cairn.io/v1/organisationquotas";
        operator.post("/t/brief" + limits, "{\"metadata\":{\"name\":\"all\"},\"spec\":{\"machines\":5}}").mustBeOk();
        operator.post("/t/acme" + limits, "{\"metadata\":{\"name\":\"all\"},\"spec\":{\"machines\":50}}").mustBeOk();
        var cleo = user("cleo", "/t/acme" + IAM + "organisationrolebindings", "viewer");
        assertThat(cleo.get("/t/acme" + limits + "/all").mustBeOk().text("/spec/machines"))
                .as("whoever belongs to an organisation sees what it may take")
                .isEqualTo("50");
        assertThat(cleo.delete("/t/acme" + limits + "/all").code()).isEqualTo(403);
        assertThat(cleo.get("/t/brief" + limits + "/all").code()).isEqualTo(404);
        operator.delete(IAM + "organisations/brief").mustBeOk();
        Waiting.until("it is gone", Duration.ofSeconds(60),
                () -> operator.get(IAM + "organisations/brief").code() == 404);
        assertThat(operator.get("/t/brief" + MACHINES).code()).isEqualTo(404);
        assertThat(cloud.database()
                .queryForObject("select count(*) from vm.resource where organisation = 'brief'",
                        Integer.class))
                .isZero();
        assertThat(cloud.database()
                .queryForObject(
                        "select count(*) from vm.quota_usage where organisation = 'brief' and hard is not null",
                        Integer.class))
                .isZero();
        assertThat(operator.get("/t/acme" + limits + "/all").code()).as("that of another one stays").isEqualTo(200);
        assertThat(operator.delete(IAM + "organisations/default").code()).isEqualTo(403);
    }
}
