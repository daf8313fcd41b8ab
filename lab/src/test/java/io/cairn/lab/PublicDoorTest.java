package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.cairn.node.sim.SimulatedNode;
import io.cairn.resource.adapter.json.Json;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The door itself: what it puts together, passes on and refuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicDoorTest {
    private static final String MACHINES = "/apis/compute.cairn.io/v1/namespaces/default/virtualmachines";
    private static final String GNOSTIC = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList";
    private static final int WATCHES = 100;

    private SimulatedCloud cloud;
    private PublicDoor door;
    private HttpClient client;

    @BeforeAll
    void up() throws Exception {
        cloud = new SimulatedCloud(1, new SimulatedNode.Size(64, 65_536, 1_000_000), new Random(1));
        door = cloud.door();
        client = door.trust().client();
    }

    @AfterAll
    void down() throws Exception {
        if (door != null) {
            door.close();
        }
        cloud.close();
    }

    private HttpRequest.Builder request(String path) throws Exception {
        return HttpRequest.newBuilder(URI.create(door.url() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + door.token());
    }

    private HttpResponse<String> get(String path, String accept) throws Exception {
        return client.send(request(path).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        var answer = get(path, "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body());
    }

    private String create(String name) throws Exception {
        return door.rest()
                .post(MACHINES,
                        """
                        {"metadata":{"name":"%s"},"spec":{"instanceType":"c1.nano","image":"micro","runStrategy":"Halted"}}"""
                                .formatted(name))
                .mustBeOk()
                .text("/metadata/resourceVersion");
    }

    @Test
    void a_bad_token_is_unauthorized_with_a_status() throws Exception {
        for (var authorization : List.of("Bearer no-such-token", "Bearer", "Basic YTpi")) {
            var answer = client.send(HttpRequest.newBuilder(URI.create(door.url() + MACHINES))
                    .header("Authorization", authorization)
                    .build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(Json.MAPPER.readTree(answer.body()).at("/kind").asString()).isEqualTo("Status");
            assertThat(Json.MAPPER.readTree(answer.body()).at("/reason").asString()).isEqualTo("Unauthorized");
        }
    }

    @Test
    void a_client_that_asks_for_something_new_is_noticed_and_one_that_does_not_is_not() throws Exception {
        assertThat(ask("kubectl/v1.99.1 (linux/amd64)", "?limit=500", "application/json")).isEqualTo(200);
        assertThat(door.recorder().seen()).anyMatch(line -> line.startsWith("kubectl/1.99 GET "
                + "/apis/compute.cairn.io/v1/namespaces/{namespace}/virtualmachines accept:application/json")
                && line.contains("parameter:limit"));
        assertThat(door.recorder().unknown()).isEmpty();
        assertThat(ask("curl/8.0", "?telepathy=1", "application/x-dream")).isIn(200, 406);
        assertThat(door.recorder().unknown()).as("curl is no client that can be known").isEmpty();
        assertThat(ask("kubectl/v1.99.1 (linux/amd64)", "?telepathy=1", "application/json")).isEqualTo(200);
        assertThat(ask("fabric8-kubernetes-client/9.0.0", "", "application/x-dream, */*")).isEqualTo(200);
        assertThat(door.recorder().unknown()).hasSize(2)
                .anyMatch(word -> word.startsWith("parameter:telepathy   (kubectl/1.99 GET "))
                .anyMatch(word -> word.startsWith("accept:application/x-dream   (fabric8-kubernetes-client/9.0 GET "));
    }

    private int ask(String agent, String query, String accept) throws Exception {
        return client.send(
                request(MACHINES + query).header("User-Agent", agent).header("Accept", accept).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void a_hundred_watches_share_a_connection_of_http_2() throws Exception {
        var version = create("shared");
        var streams = new ArrayList<InputStream>();
        try {
            for (var i = 0; i < WATCHES; i++) {
                var watch = client.send(request(MACHINES + "?watch=1&resourceVersion=" + version).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
                assertThat(watch.version()).isEqualTo(HttpClient.Version.HTTP_2);
                streams.add(watch.body());
            }
            assertThat(get("/version", "*/*").version()).isEqualTo(HttpClient.Version.HTTP_2);
            door.rest().merge(MACHINES + "/shared", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}").mustBeOk();
            for (var stream : streams) {
                assertThat(line(stream)).contains("MODIFIED").contains("\"a\":\"b\"");
            }
        } finally {
            for (var stream : streams) {
                stream.close();
            }
        }
        var old = HttpClient.newBuilder().sslContext(client.sslContext()).version(HttpClient.Version.HTTP_1_1).build();
        assertThat(old.send(request("/version").build(), HttpResponse.BodyHandlers.discarding()).version())
                .isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    private static String line(InputStream stream) throws Exception {
        return String.valueOf(
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)).readLine());
    }

    @Test
    void discovery_is_told_whole_in_every_form_and_the_forms_agree() throws Exception {
        var plain = new TreeSet<String>();
        for (var group : json("/apis").at("/groups")) {
            var version = group.at("/preferredVersion/groupVersion").asString();
            assertThat(json("/apis/" + group.at("/name").asString()).at("/kind").asString()).isEqualTo("APIGroup");
            json("/apis/" + version).at("/resources")
                    .forEach(resource -> plain.add(
                            version + "/" + resource.at("/name").asString() + " " + resource.at("/verbs")));
        }
        assertThat(plain).anyMatch(text -> text.startsWith("compute.cairn.io/v1/virtualmachines "))
                .anyMatch(text -> text.startsWith("coordination.k8s.io/v1/leases "))
                .anyMatch(text -> text.startsWith("authorization.k8s.io/v1/selfsubjectaccessreviews "))
                .noneMatch(text -> text.contains("/scale"));
        for (var form : List.of("v2", "v2beta1")) {
            var accept = AGGREGATED.formatted(form) + ",application/json";
            var answer = get("/apis", accept);
            assertThat(answer.headers().firstValue("Content-Type")).contains(AGGREGATED.formatted(form));
            assertThat(aggregated(Json.MAPPER.readTree(answer.body()))).isEqualTo(plain);
            assertThat(get("/api", accept).body()).contains("\"resource\":\"namespaces\"");
        }
        assertThat(json("/api").at("/versions/0").asString()).isEqualTo("v1");
    }

    private static TreeSet<String> aggregated(JsonNode list) {
        var found = new TreeSet<String>();
        for (var group : list.at("/items")) {
            for (var version : group.at("/versions")) {
                assertThat(version.at("/freshness").asString()).isEqualTo("Current");
                var name = group.at("/metadata/name").asString() + "/" + version.at("/version").asString() + "/";
                for (var resource : version.at("/resources")) {
                    var plural = resource.at("/resource").asString();
                    found.add(name + plural + " " + resource.at("/verbs"));
                    resource.at("/subresources")
                            .forEach(sub -> found.add(
                                    name + plural + "/" + sub.at("/subresource").asString() + " " + sub.at("/verbs")));
                }
            }
        }
        return found;
    }

    @Test
    void openapi_v2_is_told_in_json_and_in_protobuf_and_they_agree() throws Exception {
        var document = json("/openapi/v2");
        assertThat(document.at("/swagger").asString()).isEqualTo("2.0");
        assertThat(document.at("/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta").isObject()).isTrue();
        assertThat(document.at("/definitions").toString()).doesNotContain("#/components").doesNotContain("anyOf");
        var answer = client.send(request("/openapi/v2").header("Accept", GNOSTIC).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).doesNotContain("@");
        var gnostic = UnknownFieldSet.parseFrom(answer.body());
        assertThat(gnostic.getField(1).getLengthDelimitedList().getFirst().toStringUtf8()).isEqualTo("2.0");
        assertThat(names(gnostic, 8, 2)).containsExactlyElementsOf(document.at("/paths").propertyNames());
        assertThat(names(gnostic, 9, 1)).containsExactlyElementsOf(document.at("/definitions").propertyNames());
        var tag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(client.send(request("/openapi/v2").header("Accept", GNOSTIC).header("If-None-Match", tag).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(304);
    }

    private static List<String> names(UnknownFieldSet document, int field, int entries)
            throws InvalidProtocolBufferException {
        var names = new ArrayList<String>();
        var holder = UnknownFieldSet.parseFrom(document.getField(field).getLengthDelimitedList().getFirst());
        for (var entry : holder.getField(entries).getLengthDelimitedList()) {
            names.add(UnknownFieldSet.parseFrom(entry).getField(1).getLengthDelimitedList().getFirst().toStringUtf8());
        }
        return names;
    }

    @Test
    void openapi_v3_has_a_document_for_each_group_whose_address_changes_with_it() throws Exception {
        var paths = json("/openapi/v3").at("/paths");
        assertThat(paths.propertyNames()).contains("api/v1", "apis/compute.cairn.io/v1", "apis/infra.cairn.io/v1");
        for (var path : paths) {
            var address = path.at("/serverRelativeURL").asString();
            assertThat(address).contains("?hash=");
            var answer = get(address, "application/json");
            assertThat(answer.statusCode()).as(address).isEqualTo(200);
            assertThat(client.send(request(address).header("If-None-Match",
                    answer.headers().firstValue("ETag").orElseThrow()).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode()).isEqualTo(304);
        }
        var patch = json("/openapi/cairn.json").at("/paths")
                .path("/apis/compute.cairn.io/v1/namespaces/{namespace}/virtualmachines/{name}")
                .path("patch");
        assertThat(patch.at("/parameters").toString()).contains("fieldValidation", "dryRun", "force", "fieldManager");
        assertThat(patch.at("/requestBody/content").propertyNames())
                .contains("application/apply-patch+yaml", "application/merge-patch+json")
                .doesNotContain("application/strategic-merge-patch+json");
        assertThat(patch.at("/x-kubernetes-group-version-kind/kind").asString()).isEqualTo("VirtualMachine");
    }

    @Test
    void a_service_that_is_away_is_still_discovered_and_says_when_to_come_back() throws Exception {
        var whole = json("/openapi/v2");
        assertThat(json("/apis").toString()).contains("compute.cairn.io");
        get("/apis", AGGREGATED.formatted("v2"));
        cloud.whileVmIsAway(() -> {
            assertThat(json("/apis").toString()).contains("compute.cairn.io");
            var stale = get("/apis", AGGREGATED.formatted("v2")).body();
            assertThat(stale).contains("\"freshness\":\"Stale\"").contains("virtualmachines");
            assertThat(json("/openapi/v2")).isEqualTo(whole);
            var answer = get(MACHINES, "application/json");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(Json.MAPPER.readTree(answer.body()).at("/reason").asString()).isEqualTo("ServiceUnavailable");
        });
        Waiting.until("it is back", Duration.ofSeconds(60),
                () -> get(MACHINES, "application/json").statusCode() == 200);
    }

    @Test
    void a_key_of_idempotency_and_versions_pass_through_the_door() throws Exception {
        var body = """
                   {"metadata":{"name":"keyed"},"spec":{"instanceType":"c1.nano","image":"micro",\
                   "runStrategy":"Halted"}}""";
        for (var code : List.of(201, 200)) {
            var answer = client.send(request(MACHINES).header("Idempotency-Key", "k1")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code);
            assertThat(answer.headers().firstValue("Idempotency-Replayed").isPresent()).isEqualTo(code == 200);
        }
        var tag = get(MACHINES + "/keyed", "*/*").headers().firstValue("ETag").orElseThrow();
        assertThat(client.send(request(MACHINES + "/keyed").header("If-None-Match", tag).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(304);
        assertThat(client.send(request(MACHINES + "/keyed").header("If-Match", "\"1\"").DELETE().build(),
                HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(409);
    }

    @Test
    void reviews_take_json_and_say_what_is_wrong_with_it() throws Exception {
        var path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
        var answer = door.rest().post(path, "{\"spec\":{\"namespace\":\"default\"}}");
        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.text("/spec/namespace")).isEqualTo("default");
        assertThat(answer.body().at("/status/resourceRules")).isNotEmpty();
        for (var bad : List.of("{", "[]", "k8s")) {
            assertThat(door.rest().post(path, bad).code()).as(bad).isEqualTo(400);
        }
        assertThat(door.rest().get(path).code()).isEqualTo(405);
    }
}
