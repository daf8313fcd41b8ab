package io.cairn.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.adapter.json.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Rows of the API contract, each by HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractTest {
    private static final String ONE_MAST = "{\"masts\":1}";
    private static final String ONE_MAST_SPEC = "{\"spec\":" + ONE_MAST + "}";
    private Harbour harbour;

    @BeforeAll
    void open() throws Exception {
        harbour = new Harbour();
    }

    @AfterAll
    void close() throws Exception {
        harbour.close();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.MAPPER.readTree(response.body());
    }

    @Test
    void a_created_object_comes_back_whole_with_defaults_and_computed_status() throws Exception {
        var created = harbour.create("whole", "{\"masts\":2,\"hold\":\"4Gi\"}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        var object = json(created);
        assertThat(object.at("/apiVersion").asString()).isEqualTo("test.cairn.io/v1");
        assertThat(object.at("/spec/rig").asString()).isEqualTo("Sloop");
        assertThat(object.at("/spec/hold").asString()).isEqualTo("4Gi");
        assertThat(object.at("/status/phase").asString()).isEqualTo("Afloat");
        assertThat(object.at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(json(harbour.get(Harbour.PATH + "/whole"))).isEqualTo(object);
        assertThat(harbour.create("whole", ONE_MAST).statusCode()).isEqualTo(409);
    }

    @Test
    void bad_input_names_field_value_and_way_out() throws Exception {
        var misspelt = harbour.create("bad", "{\"masts\":1,\"rigg\":\"Sloop\"}");
        assertThat(misspelt.statusCode()).isEqualTo(400);
        assertThat(json(misspelt).at("/message").asString()).contains("unknown field \"spec.rigg\"").contains("rig");
        var wrong = harbour.create("bad", "{\"masts\":99,\"rig\":\"Canoe\",\"hold\":\"much\"}");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(json(wrong).at("/details/causes")).hasSize(3);
        assertThat(wrong.body()).contains("spec.masts").contains("from 1 to 9").contains("FullRigged").contains("4Gi");
        var missing = harbour.create("bad", "{}");
        assertThat(missing.body()).contains("spec.masts").contains("Required value");
        assertThat(harbour.send("POST", Harbour.PATH, "application/json", "{\"spec\":").statusCode()).isEqualTo(400);
        assertThat(harbour.send("POST", Harbour.PATH, "text/csv", "a,b").statusCode()).isEqualTo(415);
        assertThat(harbour.send("POST", Harbour.PATH + "?fieldValidation=Strict", "application/json",
                "{\"a\":1,\"a\":2}").statusCode())
                .isEqualTo(400);
        assertThat(harbour.send("POST", Harbour.PATH, "application/json", "\"" + "x".repeat(4 << 20) + "\"")
                .statusCode()).isEqualTo(413);
        assertThat(harbour.get(Harbour.PATH + "/bad").statusCode()).isEqualTo(404);
    }

    @Test
    void patches_change_the_spec_and_a_patch_that_changes_nothing_makes_no_version() throws Exception {
        var before = json(harbour.create("patched", ONE_MAST));
        var merged = json(harbour.send("PATCH", Harbour.PATH + "/patched", "application/merge-patch+json",
                "{\"spec\":{\"masts\":3}}"));
        assertThat(merged.at("/spec/masts").asInt()).isEqualTo(3);
        assertThat(merged.at("/metadata/generation").asInt()).isEqualTo(2);
        var same = json(harbour.send("PATCH", Harbour.PATH + "/patched", "application/merge-patch+json",
                "{\"spec\":{\"masts\":3}}"));
        assertThat(same.at("/metadata/resourceVersion")).isEqualTo(merged.at("/metadata/resourceVersion"));
        var failed = harbour.send("PATCH", Harbour.PATH + "/patched", "application/json-patch+json",
                "[{\"op\":\"test\",\"path\":\"/spec/masts\",\"value\":7}]");
        assertThat(failed.statusCode()).isEqualTo(422);
        var stale = harbour.send("PATCH", Harbour.PATH + "/patched", "application/merge-patch+json",
                "{\"metadata\":{\"resourceVersion\":%s},\"spec\":{\"masts\":4}}"
                        .formatted(before.at("/metadata/resourceVersion")));
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(harbour.send("PATCH", Harbour.PATH + "/patched", "application/strategic-merge-patch+json", "{}")
                .statusCode()).isEqualTo(415);
        assertThat(harbour.send("PATCH", Harbour.PATH + "/patched/status", "application/merge-patch+json", "{}")
                .statusCode()).isEqualTo(405);
    }

    @Test
    void what_is_looked_up_of_objects_is_answered_for_one_and_for_a_page() throws Exception {
        harbour.create("deep-1", "{\"masts\":1}");
        harbour.create("deep-2", "{\"masts\":2}");
        harbour.create("deep-3", "{\"masts\":3}");
        var one = json(harbour.get(Harbour.PATH + "/deep-2/draught"));
        assertThat(one.at("/kind").asString()).isEqualTo("BoatDraught");
        assertThat(one.at("/apiVersion").asString()).isEqualTo("test.cairn.io/v1");
        assertThat(one.at("/metadata/name").asString()).isEqualTo("deep-2");
        assertThat(one.at("/metadata/uid").asString()).isNotEmpty();
        assertThat(one.at("/decimetres").asLong()).isEqualTo(20);
        var named = "?fieldSelector=metadata.name%3Ddeep-3";
        for (var place : List.of(Harbour.PATH, "/apis/test.cairn.io/v1/boats")) {
            var many = json(harbour.get(place + "/-/draught" + named));
            assertThat(many.at("/kind").asString()).isEqualTo("BoatDraughtList");
            assertThat(many.at("/items")).hasSize(1);
            assertThat(many.at("/items/0/decimetres").asLong()).isEqualTo(30);
        }
        var page = json(harbour.get(Harbour.PATH + "/-/draught?limit=2&labelSelector=dock"));
        assertThat(page.at("/items")).hasSize(2);
        assertThat(page.at("/metadata/continue").asString()).isNotEmpty();
        assertThat(harbour.get(Harbour.PATH + "/gone/draught").statusCode()).isEqualTo(404);
        assertThat(harbour.get(Harbour.PATH + "/-/log").statusCode()).isEqualTo(404);
        assertThat(harbour.get(Harbour.PATH + "/-/draught?limit=few").statusCode()).isEqualTo(400);
        assertThat(harbour.send("POST", Harbour.PATH + "/-/draught", "application/json", "{}").statusCode())
                .isEqualTo(405);
        assertThat(harbour.send("DELETE", Harbour.PATH + "/deep-1/draught", "application/json", "{}").statusCode())
                .isEqualTo(405);
        assertThat(harbour.get("/openapi/v3/apis/test.cairn.io/v1").body()).contains("boats/-/draught",
                "Below the water line, in decimetres");
    }

    @Test
    void apply_creates_then_merges() throws Exception {
        var path = Harbour.PATH + "/applied?fieldManager=me";
        var yaml = "apiVersion: test.cairn.io/v1\nkind: Boat\nmetadata: {name: applied}\nspec: {masts: 2}\n";
        assertThat(harbour.send("PATCH", path, "application/apply-patch+yaml", yaml).statusCode()).isEqualTo(201);
        var again = harbour.send("PATCH", path, "application/apply-patch+yaml", yaml.replace("2", "3"));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).at("/spec/masts").asInt()).isEqualTo(3);
    }

    @Test
    void lists_page_filter_and_become_tables() throws Exception {
        for (var name : new String[]{"page-1", "page-2", "page-3"}) {
            harbour.send("POST", "/apis/test.cairn.io/v1/namespaces/pages/boats", "application/json",
                    "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"n\":\"%s\"}},\"spec\":{\"masts\":1}}".formatted(name,
                            name));
        }
        var path = "/apis/test.cairn.io/v1/namespaces/pages/boats";
        var first = json(harbour.get(path + "?limit=2"));
        assertThat(first.at("/items")).hasSize(2);
        var token = first.at("/metadata/continue").asString();
        var second = json(harbour.get(path + "?limit=2&continue=" + token));
        assertThat(second.at("/items")).hasSize(1);
        assertThat(second.at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
        assertThat(json(harbour.get(path + "?labelSelector=n+in+(page-1,page-3)")).at("/items")).hasSize(2);
        assertThat(harbour.get(path + "?fieldSelector=spec.colour=red").statusCode()).isEqualTo(400);
        var table = json(harbour.send(harbour.request(path)
                .header("Accept",
                        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")));
        assertThat(table.at("/kind").asString()).isEqualTo("Table");
        assertThat(table.at("/rows/0/cells/0").asString()).isEqualTo("page-1");
        assertThat(table.at("/columnDefinitions/2/priority").asInt()).isEqualTo(1);
    }

    @Test
    void a_watch_sees_what_is_there_and_then_every_change_in_order() throws Exception {
        var path = "/apis/test.cairn.io/v1/namespaces/w/boats";
        harbour.send("POST", path, "application/json", "{\"metadata\":{\"name\":\"seen\"},\"spec\":{\"masts\":1}}");
        var response = harbour.client.send(harbour.request(path + "?watch=1&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true").build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).contains("ADDED").contains("seen");
            assertThat(lines.readLine()).contains("BOOKMARK").contains("initial-events-end");
            harbour.send("PATCH", path + "/seen", "application/merge-patch+json", "{\"spec\":{\"masts\":2}}");
            assertThat(lines.readLine()).contains("MODIFIED").contains("\"masts\":2");
            harbour.send("DELETE", path + "/seen", "application/json", "");
            assertThat(lines.readLine()).contains("DELETED");
        }
        assertThat(harbour.get(path + "?watch=1&sendInitialEvents=true").statusCode()).isEqualTo(422);
        assertThat(harbour.get(path + "?watch=1&resourceVersion=999999").statusCode()).isEqualTo(504);
    }

    @Test
    void a_watch_with_a_field_selector_sees_its_own_objects_come_and_go_and_nothing_of_others() throws Exception {
        var path = "/apis/test.cairn.io/v1/namespaces/fields/boats";
        var make = "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"masts\":%d}}";
        harbour.send("POST", path, "application/json", make.formatted("mine", 1));
        harbour.send("POST", path, "application/json", make.formatted("other", 1));
        var byName = harbour.client.send(harbour.request(path + "?watch=1&fieldSelector=metadata.name=mine").build(),
                HttpResponse.BodyHandlers.ofInputStream());
        var byMasts = harbour.client.send(harbour.request(path + "?watch=1&fieldSelector=spec.masts=1").build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (var name = new BufferedReader(new InputStreamReader(byName.body(), StandardCharsets.UTF_8));
                var masts = new BufferedReader(new InputStreamReader(byMasts.body(), StandardCharsets.UTF_8))) {
            assertThat(name.readLine()).contains("ADDED").contains("mine");
            assertThat(masts.readLine() + masts.readLine()).contains("mine").contains("other");
            for (var boat : new String[]{"other", "mine"}) {
                harbour.send("PATCH", path + "/" + boat, "application/merge-patch+json", "{\"spec\":{\"masts\":2}}");
            }
            assertThat(name.readLine()).contains("MODIFIED").contains("mine");
            assertThat(masts.readLine()).contains("DELETED").contains("other");
            assertThat(masts.readLine()).contains("DELETED").contains("mine");
            harbour.send("PATCH", path + "/other", "application/merge-patch+json", ONE_MAST_SPEC);
            assertThat(masts.readLine()).contains("ADDED").contains("other");
        }
    }

    @Test
    void a_websocket_watch_gets_one_frame_for_each_event() throws Exception {
        var path = "/apis/test.cairn.io/v1/namespaces/ws/boats";
        var frames = new LinkedBlockingQueue<String>();
        var socket = harbour.client.newWebSocketBuilder()
                .buildAsync(
                        java.net.URI.create(harbour.uri(path + "?watch=true").toString().replace("http:", "ws:")),
                        listener(frames))
                .get(60, TimeUnit.SECONDS);
        harbour.send("POST", path, "application/json", "{\"metadata\":{\"name\":\"one\"},\"spec\":{\"masts\":1}}");
        assertThat(frames.poll(60, TimeUnit.SECONDS)).contains("ADDED").contains("one");
        socket.abort();
    }

    @Test
    void actions_answer_202_and_streams_stream_both_ways() throws Exception {
        harbour.create("acted", ONE_MAST);
        var launched = harbour.send("POST", Harbour.PATH + "/acted/launch", "application/json", "");
        assertThat(launched.statusCode()).isEqualTo(202);
        assertThat(launched.headers().firstValue("Location")).contains("/launches/acted");
        assertThat(launched.body()).contains("ann");
        assertThat(harbour.get(Harbour.PATH + "/acted/log").body()).isEqualTo("log of acted\n");
        var frames = new LinkedBlockingQueue<String>();
        var socket = harbour.client.newWebSocketBuilder()
                .buildAsync(
                        java.net.URI
                                .create(harbour.uri(Harbour.PATH + "/acted/radio").toString().replace("http:", "ws:")),
                        listener(frames))
                .get(60, TimeUnit.SECONDS);
        socket.sendBinary(ByteBuffer.wrap("ahoy".getBytes(StandardCharsets.UTF_8)), true).get(60, TimeUnit.SECONDS);
        assertThat(frames.poll(60, TimeUnit.SECONDS)).isEqualTo("ahoy");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(60, TimeUnit.SECONDS);
    }

    @Test
    void organisations_do_not_see_each_other() throws Exception {
        harbour.create("mine", ONE_MAST);
        var foreign = harbour.send(harbour.request(Harbour.PATH + "/mine").header("X-Org", "other"));
        var absent = harbour.send(harbour.request(Harbour.PATH + "/nine").header("X-Org", "other"));
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.body().replace("mine", "nine")).isEqualTo(absent.body());
    }

    @Test
    void discovery_and_openapi_describe_the_kind() throws Exception {
        assertThat(harbour.get("/apis/test.cairn.io/v1").body()).contains("boats/launch").contains("\"bt\"");
        assertThat(harbour.get("/openapi/v3").body()).contains("apis/test.cairn.io/v1");
        var document = json(harbour.get("/openapi/v3/apis/test.cairn.io/v1"));
        assertThat(document.at("/paths/~1apis~1test.cairn.io~1v1~1namespaces~1{namespace}~1boats~1{name}/patch")
                .toString()).contains("fieldValidation").contains("apply-patch");
        assertThat(document.at("/components/schemas/io.cairn.test.v1.Boat/properties/spec/properties/masts/maximum")
                .asInt()).isEqualTo(9);
    }

    private static WebSocket.Listener listener(LinkedBlockingQueue<String> frames) {
        return new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                frames.add(data.toString());
                socket.request(1);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
                frames.add(StandardCharsets.UTF_8.decode(data).toString());
                socket.request(1);
                return CompletableFuture.completedFuture(null);
            }
        };
    }
}
