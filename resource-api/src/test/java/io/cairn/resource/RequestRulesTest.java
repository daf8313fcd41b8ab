package io.cairn.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.adapter.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What headers and parameters of a request mean, and that none of them is taken for something that it is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestRulesTest {
    private static final String ONE_MAST = "{\"masts\":1}";
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

    private static String path(String namespace) {
        return "/apis/test.cairn.io/v1/namespaces/" + namespace + "/boats";
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        var request = harbour.request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return harbour.send(request);
    }

    private static String boat(String name) {
        return "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"masts\":1}}".formatted(name);
    }

    private static void refused(HttpResponse<String> response, int code, String reason, String... words) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
        assertThat(json(response).at("/kind").asString()).isEqualTo("Status");
        assertThat(json(response).at("/reason").asString()).isEqualTo(reason);
        assertThat(json(response).at("/code").asInt()).isEqualTo(code);
        for (var word : words) {
            assertThat(json(response).at("/message").asString()).contains(word);
        }
    }

    @Test
    void a_known_version_is_not_sent_again_and_a_stale_one_changes_nothing() throws Exception {
        var made = harbour.create("tagged", ONE_MAST);
        var tag = made.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).isEqualTo("\"" + json(made).at("/metadata/resourceVersion").asString() + "\"");
        var one = Harbour.PATH + "/tagged";
        assertThat(harbour.send(harbour.request(one).header("If-None-Match", tag)).statusCode()).isEqualTo(304);
        assertThat(harbour.send(harbour.request(one).header("If-None-Match", "W/\"1\"")).statusCode()).isEqualTo(200);
        var put = HttpRequest.BodyPublishers.ofString("{\"spec\":{\"masts\":2}}");
        refused(harbour.send(harbour.request(one).header("If-Match", "\"1\"").PUT(put)), 409, "Conflict", "modified");
        assertThat(harbour.send(harbour.request(one).header("If-Match", tag).PUT(put)).statusCode()).isEqualTo(200);
        refused(harbour.send(harbour.request(one).header("If-Match", tag).DELETE()), 409, "Conflict", "modified");
        assertThat(harbour.send(harbour.request(one).header("If-Match", "*").DELETE()).statusCode()).isEqualTo(200);
    }

    @Test
    void the_same_key_with_the_same_body_makes_one_object() throws Exception {
        var key = new String[]{"Idempotency-Key", "8c2d"};
        var first = post(path("keys"), boat("once"), key);
        assertThat(first.statusCode()).isEqualTo(201);
        var again = post(path("keys"), boat("once"), key);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(json(again)).isEqualTo(json(first));
        refused(post(path("keys"), boat("once").replace("1}", "2}"), key), 422, "Invalid", "Idempotency-Key", "once");
        refused(post(path("keys"), boat("once"), "Idempotency-Key", "other"), 409, "AlreadyExists", "once");
        var generated = "{\"metadata\":{\"generateName\":\"g-\"},\"spec\":{\"masts\":1}}";
        var named = json(post(path("keys"), generated, key)).at("/metadata/name").asString();
        assertThat(named).startsWith("g-");
        assertThat(json(post(path("keys"), generated, key)).at("/metadata/name").asString()).isEqualTo(named);
        assertThat(json(harbour.get(path("keys"))).at("/items")).hasSize(2);
        refused(post(path("keys"), boat("x"), "Idempotency-Key", "k".repeat(256)), 400, "BadRequest", "256");
    }

    @Test
    void an_unknown_field_is_warned_of_refused_or_dropped_as_asked() throws Exception {
        var body = "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"masts\":1,\"mast\":2},\"extra\":1}";
        var warned = post(path("unknown"), body.formatted("warned"));
        assertThat(warned.statusCode()).isEqualTo(201);
        assertThat(warned.headers().allValues("Warning")).hasSize(2).first().asString().startsWith("299 - \"");
        assertThat(warned.headers().allValues("Warning").toString()).contains("spec.mast", "masts", "extra");
        assertThat(post(path("unknown") + "?fieldValidation=Ignore", body.formatted("dropped")).headers()
                .allValues("Warning")).isEmpty();
        refused(post(path("unknown") + "?fieldValidation=Strict", body.formatted("strict")), 400, "BadRequest",
                "strict decoding error", "unknown field \"spec.mast\"");
        refused(post(path("unknown") + "?fieldValidation=Loose", body.formatted("x")), 400, "BadRequest", "Loose");
    }

    @Test
    void a_field_that_comes_twice_is_warned_of_refused_or_dropped() throws Exception {
        var body = "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"masts\":1,\"masts\":2}}";
        var warned = post(path("twice"), body.formatted("warned"));
        assertThat(json(warned).at("/spec/masts").asInt()).isEqualTo(2);
        assertThat(warned.headers().allValues("Warning").toString()).contains("masts");
        assertThat(post(path("twice") + "?fieldValidation=Ignore", body.formatted("dropped")).headers()
                .allValues("Warning")).isEmpty();
        refused(post(path("twice") + "?fieldValidation=Strict", body.formatted("strict")), 400, "BadRequest",
                "strict decoding error", "masts");
        var yaml = harbour.send("POST", path("twice") + "?fieldValidation=Strict", "application/yaml",
                "metadata: {name: y}\nspec: {masts: 1, masts: 2}\n");
        refused(yaml, 400, "BadRequest", "masts");
    }

    @Test
    void options_of_a_delete_hold_or_are_refused() throws Exception {
        var made = json(post(path("del"), boat("one")));
        var one = path("del") + "/one";
        for (var stale : List.of("{\"preconditions\":{\"uid\":\"other\"}}",
                "{\"preconditions\":{\"resourceVersion\":\"999999\"}}",
                "{\"preconditions\":{\"resourceVersion\":\"x\"}}")) {
            refused(harbour.send("DELETE", one, "application/json", stale), 409, "Conflict");
        }
        refused(harbour.send("DELETE", one, "application/json", "{\"propagationPolicy\":\"Sideways\"}"), 422, "Invalid",
                "Sideways", "Background");
        refused(harbour.send("DELETE", one, "application/json", "{\"gracePeriodSeconds\":-1}"), 422, "Invalid");
        refused(harbour.send("DELETE", one, "application/json", "{\"dryRun\":[\"Some\"]}"), 400, "BadRequest", "Some");
        refused(harbour.send("DELETE", one, "application/json", "[]"), 400, "BadRequest");
        assertThat(harbour.send("DELETE", one, "application/json", "{\"dryRun\":[\"All\"]}").statusCode())
                .isEqualTo(200);
        var gone = harbour.send("DELETE", one, "application/json", ("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\","
                + "\"propagationPolicy\":\"Foreground\",\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":%s}}")
                .formatted(made.at("/metadata/uid")));
        assertThat(json(gone).at("/status").asString()).isEqualTo("Success");
        assertThat(json(gone).at("/details/uid")).isEqualTo(made.at("/metadata/uid"));
        refused(harbour.get(one), 404, "NotFound", "boats.test.cairn.io \"one\" not found");
    }

    @Test
    void deletion_waits_for_finalizers_and_takes_no_new_ones() throws Exception {
        post(path("fin"), "{\"metadata\":{\"name\":\"tied\",\"finalizers\":[\"x/a\"]},\"spec\":{\"masts\":1}}");
        var one = path("fin") + "/tied";
        var pending = json(harbour.send("DELETE", one, "application/json", ""));
        assertThat(pending.at("/kind").asString()).isEqualTo("Boat");
        assertThat(pending.at("/metadata/deletionTimestamp").asString()).isNotEmpty();
        assertThat(pending.at("/metadata/generation").asInt()).isEqualTo(2);
        refused(harbour.send("PATCH", one, "application/merge-patch+json",
                "{\"metadata\":{\"finalizers\":[\"x/a\",\"x/b\"]}}"), 422, "Invalid", "no new finalizers");
        try (var watch = Stream.open(harbour, path("fin") + "?watch=1&resourceVersion="
                + pending.at("/metadata/resourceVersion").asString())) {
            harbour.send("PATCH", one, "application/merge-patch+json", "{\"metadata\":{\"finalizers\":[]}}");
            var event = watch.next().orElseThrow();
            assertThat(event.at("/type").asString()).isEqualTo("DELETED");
            assertThat(event.at("/object/metadata/resourceVersion").asLong())
                    .isGreaterThan(pending.at("/metadata/resourceVersion").asLong());
        }
        assertThat(harbour.get(one).statusCode()).isEqualTo(404);
    }

    @Test
    void a_collection_is_deleted_as_far_as_its_selectors_reach() throws Exception {
        for (var name : List.of("red-1", "red-2", "blue")) {
            post(path("many"), ("{\"metadata\":{\"name\":\"%s\",\"labels\":{\"c\":\"%s\"}},\"spec\":{\"masts\":1}}")
                    .formatted(name, name.replaceAll("-.*", "")));
        }
        assertThat(harbour.send("DELETE", path("many") + "?labelSelector=c%3Dred", "application/json", "").statusCode())
                .isEqualTo(200);
        assertThat(json(harbour.get(path("many"))).at("/items/0/metadata/name").asString()).isEqualTo("blue");
        assertThat(harbour.send("DELETE", path("many") + "?fieldSelector=spec.crew=x", "application/json", "")
                .statusCode()).isEqualTo(400);
    }

    @Test
    void pages_tell_what_is_left_and_versions_of_lists_mean_what_they_say() throws Exception {
        for (var i = 0; i < 5; i++) {
            post(path("left"), boat("b" + i));
        }
        var page = json(harbour.get(path("left") + "?limit=2"));
        assertThat(page.at("/metadata/remainingItemCount").asInt()).isEqualTo(3);
        assertThat(page.at("/items/0/kind").asString()).isEqualTo("Boat");
        refused(harbour.get(path("left") + "?limit=2&continue=bm9uc2Vuc2U"), 400, "BadRequest", "continue");
        refused(harbour.get(path("left") + "?limit=two"), 400, "BadRequest", "two");
        refused(harbour.get(path("left") + "?resourceVersion=999999999"), 504, "Timeout", "Too large");
        refused(harbour.get(path("left") + "?resourceVersion=1&resourceVersionMatch=Exact"), 410, "Expired");
        refused(harbour.get(path("left") + "?resourceVersionMatch=Exact"), 422, "Invalid", "resourceVersion");
        refused(harbour.get(path("left") + "?resourceVersion=1&resourceVersionMatch=Nearly"), 422, "Invalid", "Nearly");
        refused(harbour.get(path("left") + "?sendInitialEvents=true"), 422, "Invalid", "sendInitialEvents");
        assertThat(harbour.get(path("left") + "?resourceVersion=1&resourceVersionMatch=NotOlderThan&unknown=1")
                .statusCode()).isEqualTo(200);
    }

    @Test
    void selectors_choose_and_those_that_mean_nothing_are_refused() throws Exception {
        post(path("sel"),
                "{\"metadata\":{\"name\":\"a\",\"labels\":{\"x\":\"1\",\"y\":\"2\"}},\"spec\":{\"masts\":1}}");
        post(path("sel"), "{\"metadata\":{\"name\":\"b\",\"labels\":{\"x\":\"2\"}},\"spec\":{\"masts\":2}}");
        var chosen = List.of("x=1", "x==1", "x!=2", "x+in+(1,3)", "x+notin+(2)", "y", "x=1,y");
        for (var selector : chosen) {
            var items = json(harbour.get(path("sel") + "?labelSelector=" + selector)).at("/items");
            assertThat(items).as(selector).hasSize(1);
            assertThat(items.at("/0/metadata/name").asString()).as(selector).isEqualTo("a");
        }
        assertThat(json(harbour.get(path("sel") + "?labelSelector=!y")).at("/items/0/metadata/name").asString())
                .isEqualTo("b");
        assertThat(json(harbour.get(path("sel") + "?fieldSelector=metadata.name=b,spec.masts=2")).at("/items"))
                .hasSize(1);
        refused(harbour.get(path("sel") + "?labelSelector=a+b"), 400, "BadRequest", "labelSelector");
        refused(harbour.get(path("sel") + "?fieldSelector=spec.colour=x"), 400, "BadRequest",
                "field label not supported");
    }

    @Test
    void a_new_object_gets_a_name_and_takes_no_version_or_status_from_outside() throws Exception {
        var generated = json(post(path("made"), "{\"metadata\":{\"generateName\":\"web-\"},\"spec\":{\"masts\":1}}"));
        assertThat(generated.at("/metadata/name").asString()).matches("web-[a-z0-9]{5}");
        var body = "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"masts\":1},\"status\":{\"phase\":\"Sunk\",\"miles\":9}}";
        assertThat(json(post(path("made"), body)).at("/status/phase").asString()).isEqualTo("Afloat");
        refused(post(path("made"), boat("v").replace("\"name\"", "\"resourceVersion\":\"4\",\"name\"")), 400,
                "BadRequest", "resourceVersion");
        refused(post(path("made"), boat("Not_A_Name")), 422, "Invalid", "metadata.name");
        refused(post(path("made"), boat("s")), 409, "AlreadyExists", "\"s\" already exists");
        refused(post(path("made") + "?dryRun=Some", boat("d")), 400, "BadRequest", "Some");
        assertThat(post(path("made") + "?dryRun=All", boat("d")).statusCode()).isEqualTo(201);
        assertThat(harbour.get(path("made") + "/d").statusCode()).isEqualTo(404);
    }

    @Test
    void a_replacement_is_guarded_by_the_version_that_it_names_and_only_by_that() throws Exception {
        var first = json(post(path("put"), boat("p")));
        var one = path("put") + "/p";
        var free = harbour.send("PUT", one, "application/json", "{\"spec\":{\"masts\":2}}");
        assertThat(json(free).at("/metadata/generation").asInt()).isEqualTo(2);
        var stale = "{\"metadata\":{\"resourceVersion\":%s},\"spec\":{\"masts\":3}}"
                .formatted(first.at("/metadata/resourceVersion"));
        refused(harbour.send("PUT", one, "application/json", stale), 409, "Conflict",
                "Operation cannot be fulfilled on boats.test.cairn.io \"p\"");
        var locked = "[{\"op\":\"add\",\"path\":\"/metadata/resourceVersion\",\"value\":%s},{\"op\":\"replace\","
                + "\"path\":\"/spec/masts\",\"value\":4}]";
        refused(harbour.send("PATCH", one, "application/json-patch+json",
                locked.formatted(first.at("/metadata/resourceVersion"))), 409, "Conflict");
        assertThat(json(harbour.send("PATCH", one, "application/json-patch+json",
                locked.formatted(json(free).at("/metadata/resourceVersion")))).at("/spec/masts").asInt()).isEqualTo(4);
        refused(harbour.send("PATCH", one, "application/merge-patch+json", "{\"metadata\":{\"uid\":\"other\"}}"), 409,
                "Conflict");
        var same = json(harbour.get(one));
        assertThat(json(harbour.send("PUT", one, "application/json", "{\"spec\":{\"masts\":4}}"))
                .at("/metadata/resourceVersion")).isEqualTo(same.at("/metadata/resourceVersion"));
    }

    @Test
    void only_media_types_that_can_be_served_are_accepted() throws Exception {
        post(path("types"), boat("t"));
        var one = path("types") + "/t";
        refused(harbour.send(harbour.request(one).header("Accept", "text/html")), 406, "NotAcceptable", "text/html");
        assertThat(harbour.send(harbour.request(one).header("Accept", "text/html,*/*;q=0.1")).statusCode())
                .isEqualTo(200);
        var yaml = harbour.send(harbour.request(one).header("Accept", "application/yaml"));
        assertThat(yaml.body()).contains("masts: 1");
        refused(harbour.send("POST", path("types"), "application/x-www-form-urlencoded", boat("f")), 415,
                "UnsupportedMediaType", "application/json", "-H 'Content-Type: application/json'");
        refused(harbour.send("PATCH", one, "application/strategic-merge-patch+json", "{}"), 415,
                "UnsupportedMediaType", "--type=merge");
        refused(harbour.send("POST", "/apis/test.cairn.io/v1", "application/json", "{}"), 405, "MethodNotAllowed");
        refused(harbour.send("POST", one, "application/json", "{}"), 405, "MethodNotAllowed");
        refused(harbour.get("/apis/test.cairn.io/v2/boats"), 404, "NotFound");
    }

    @Test
    void annotations_may_be_large_but_not_endless() throws Exception {
        var body = "{\"metadata\":{\"name\":\"%s\",\"annotations\":{\"a\":\"%s\"}},\"spec\":{\"masts\":1}}";
        assertThat(post(path("notes"), body.formatted("large", "x".repeat(260_000))).statusCode()).isEqualTo(201);
        refused(post(path("notes"), body.formatted("endless", "x".repeat(263_000))), 422, "Invalid",
                "metadata.annotations", "262144");
    }

    @Test
    void a_character_that_cannot_be_stored_is_refused_wherever_it_stands() throws Exception {
        var nul = "\\u0000";
        for (var body : List.of(
                "{\"metadata\":{\"name\":\"n%s\"},\"spec\":{\"masts\":1}}".formatted(nul),
                "{\"metadata\":{\"name\":\"nul\",\"labels\":{\"a\":\"%s\"}},\"spec\":{\"masts\":1}}".formatted(nul),
                "{\"metadata\":{\"name\":\"nul\",\"annotations\":{\"a\":\"x%s\"}},\"spec\":{\"masts\":1}}"
                        .formatted(nul),
                "{\"metadata\":{\"name\":\"nul\"},\"spec\":{\"masts\":1,\"%s\":1}}".formatted(nul),
                "{\"metadata\":{\"name\":\"nul\"},\"spec\":{\"masts\":1,\"crew\":[\"\\ud800\"]}}")) {
            refused(post(path("unstorable"), body), 400, "BadRequest", "cannot be stored");
        }
        refused(post(path("unstorable"), "metadata: {name: \"n\\0\"}\nspec: {masts: 1}", "Content-Type",
                "application/yaml"), 400, "BadRequest", "metadata.name", "cannot be stored");
        refused(harbour.send(harbour.request(path("unstorable") + "?labelSelector=a%3D%00").GET()), 400, "BadRequest",
                "U+0000");
        assertThat(json(harbour.send(harbour.request(path("unstorable")).GET())).at("/items").size()).isZero();
        assertThat(
                post(path("unstorable"),
                        "{\"metadata\":{\"name\":\"sailor\",\"annotations\":{\"a\":\"\\ud83d\\udea2\"}},"
                                + "\"spec\":{\"masts\":1}}")
                        .statusCode())
                .as("a whole pair is a character")
                .isEqualTo(201);
    }
}
