package io.cairn.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.adapter.json.Json;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Server-side apply and ownership of fields, by HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplyTest {
    private static final String RAFTS = "/apis/test.cairn.io/v1/namespaces/a/rafts";
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

    private HttpResponse<String> apply(String name, String manager, String spec) throws Exception {
        return harbour.send("PATCH", Harbour.PATH + "/" + name + "?fieldManager=" + manager,
                "application/apply-patch+yaml", boat(name, spec));
    }

    private static String boat(String name, String spec) {
        return "apiVersion: test.cairn.io/v1\nkind: Boat\nmetadata: {name: %s}\nspec: %s\n".formatted(name, spec);
    }

    private HttpResponse<String> merge(String name, String manager, String patch) throws Exception {
        return harbour.send("PATCH", Harbour.PATH + "/" + name + "?fieldManager=" + manager,
                "application/merge-patch+json", patch);
    }

    private static JsonNode fields(JsonNode object, String manager) {
        for (var entry : object.at("/metadata/managedFields")) {
            if (entry.at("/manager").asString().equals(manager)) {
                return entry.at("/fieldsV1");
            }
        }
        return tools.jackson.databind.node.MissingNode.getInstance();
    }

    @Test
    void apply_creates_and_records_what_was_applied_without_defaults() throws Exception {
        var created = apply("fresh", "me", "{masts: 2, flags: {stern: red}, crew: [{name: jim, years: 3}]}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        var entry = json(created).at("/metadata/managedFields/0");
        assertThat(entry.at("/operation").asString()).isEqualTo("Apply");
        assertThat(entry.at("/apiVersion").asString()).isEqualTo("test.cairn.io/v1");
        assertThat(entry.at("/fieldsType").asString()).isEqualTo("FieldsV1");
        assertThat(entry.at("/fieldsV1")).isEqualTo(Json.MAPPER.readTree(
                "{\"f:spec\":{\"f:crew\":{},\"f:flags\":{\"f:stern\":{}},\"f:masts\":{}}}"));
        assertThat(json(created).at("/spec/rig").asString()).isEqualTo("Sloop");
    }

    @Test
    void applying_the_same_twice_makes_no_version() throws Exception {
        var first = json(apply("twice", "me", "{masts: 2, hold: 4Gi}"));
        assertThat(json(apply("twice", "me", "{masts: 2, hold: 4Gi}"))).isEqualTo(first);
    }

    @Test
    void another_value_of_an_owned_field_conflicts_and_force_takes_it() throws Exception {
        apply("owned", "m1", "{masts: 2, hold: 4Gi}");
        var refused = apply("owned", "m2", "{masts: 3}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).at("/message").asString()).isEqualTo("Apply failed with 1 conflict: conflict with "
                + "\"m1\" using test.cairn.io/v1: .spec.masts");
        assertThat(json(refused).at("/details/causes/0/reason").asString()).isEqualTo("FieldManagerConflict");
        assertThat(json(refused).at("/details/causes/0/field").asString()).isEqualTo(".spec.masts");
        assertThat(json(refused).at("/details/causes/0/message").asString())
                .isEqualTo("conflict with \"m1\" using test.cairn.io/v1");
        var shared = json(apply("owned", "m3", "{masts: 2}"));
        assertThat(fields(shared, "m3").toString()).contains("f:masts");
        var taken = json(apply("owned", "m2&force=true", "{masts: 3}"));
        assertThat(taken.at("/spec/masts").asInt()).isEqualTo(3);
        assertThat(fields(taken, "m1").toString()).contains("f:hold").doesNotContain("f:masts");
        assertThat(apply("owned", "m1", "{masts: 2, hold: 4Gi}").statusCode()).isEqualTo(409);
    }

    @Test
    void what_its_owner_no_longer_applies_is_removed_unless_another_owns_it() throws Exception {
        apply("shrinks", "m1", "{masts: 2, hold: 4Gi, flags: {bow: blue, stern: red}}");
        apply("shrinks", "m2", "{masts: 2, flags: {stern: red}}");
        var after = json(apply("shrinks", "m1", "{masts: 2}"));
        assertThat(after.at("/spec/hold").isMissingNode()).isTrue();
        assertThat(after.at("/spec/flags").toString()).isEqualTo("{\"stern\":\"red\"}");
    }

    @Test
    void other_writes_own_what_they_change_under_their_own_name() throws Exception {
        apply("mixed", "m1", "{masts: 2}");
        var patched = json(merge("mixed", "hand", "{\"spec\":{\"masts\":5},\"metadata\":{\"labels\":{\"a\":\"b\"}}}"));
        assertThat(fields(patched, "hand")).isEqualTo(Json.MAPPER.readTree(
                "{\"f:metadata\":{\"f:labels\":{\"f:a\":{}}},\"f:spec\":{\"f:masts\":{}}}"));
        assertThat(fields(patched, "m1").isMissingNode()).isTrue();
        assertThat(json(apply("mixed", "m1", "{masts: 2}")).at("/message").asString()).contains("\"hand\"");
    }

    @Test
    void a_client_without_a_field_manager_goes_by_its_program() throws Exception {
        var created = json(harbour.send(harbour.request(Harbour.PATH)
                .header("User-Agent", "Navigator/1.0 (linux)")
                .POST(java.net.http.HttpRequest.BodyPublishers
                        .ofString("{\"metadata\":{\"name\":\"by-agent\"},\"spec\":{\"masts\":1}}"))));
        assertThat(fields(created, "Navigator").toString()).contains("f:masts").contains("f:rig");
        assertThat(created.at("/metadata/managedFields/0/operation").asString()).isEqualTo("Update");
    }

    @Test
    void apply_asks_for_a_manager_and_refuses_what_it_cannot_mean() throws Exception {
        var nobody = harbour.send("PATCH", Harbour.PATH + "/x", "application/apply-patch+yaml",
                boat("x", "{masts: 1}"));
        assertThat(nobody.statusCode()).isEqualTo(422);
        assertThat(nobody.body()).contains("fieldManager");
        var long129 = "m".repeat(129);
        assertThat(apply("x", long129, "{masts: 1}").statusCode()).isEqualTo(422);
        var strict = harbour.send("PATCH", Harbour.PATH + "/x?fieldManager=me&fieldValidation=Strict",
                "application/apply-patch+yaml", boat("x", "{masts: 1, mast: 1}"));
        assertThat(strict.statusCode()).isEqualTo(400);
        assertThat(strict.body()).contains("spec.mast").contains("masts");
        var managed = "{\"metadata\":{\"name\":\"x\",\"managedFields\":[{\"manager\":\"a\"}]},\"spec\":{\"masts\":1}}";
        assertThat(harbour.send("PATCH", Harbour.PATH + "/x?fieldManager=me", "application/apply-patch+yaml", managed)
                .statusCode()).isEqualTo(400);
        apply("versioned", "me", "{masts: 1}");
        var stale = "{\"metadata\":{\"name\":\"versioned\",\"resourceVersion\":\"1\"},\"spec\":{\"masts\":2}}";
        assertThat(harbour.send("PATCH", Harbour.PATH + "/versioned?fieldManager=me",
                "application/apply-patch+yaml", stale).statusCode()).isEqualTo(409);
        assertThat(harbour.send("PATCH", Harbour.PATH + "/nowhere?fieldManager=me", "application/apply-patch+yaml",
                stale.replace("versioned", "nowhere")).statusCode()).isEqualTo(409);
        assertThat(harbour.send("PATCH", Harbour.PATH + "/versioned?fieldManager=me&force=true",
                "application/merge-patch+json", "{}").statusCode()).isEqualTo(422);
    }

    @Test
    void a_dry_run_shows_conflicts_and_results_and_keeps_nothing() throws Exception {
        apply("dry", "m1", "{masts: 2}");
        assertThat(apply("dry", "m2&dryRun=All", "{masts: 3}").statusCode()).isEqualTo(409);
        assertThat(json(apply("dry", "m2&dryRun=All&force=true", "{masts: 3}")).at("/spec/masts").asInt()).isEqualTo(3);
        assertThat(json(harbour.get(Harbour.PATH + "/dry")).at("/spec/masts").asInt()).isEqualTo(2);
        assertThat(apply("never", "m2&dryRun=All", "{masts: 3}").statusCode()).isEqualTo(201);
        assertThat(harbour.get(Harbour.PATH + "/never").statusCode()).isEqualTo(404);
    }

    @Test
    void managed_fields_can_be_cleared_and_rewritten_but_not_by_sending_none() throws Exception {
        apply("cleared", "m1", "{masts: 2}");
        var kept = json(merge("cleared", "hand", "{\"metadata\":{\"managedFields\":[]}}"));
        assertThat(kept.at("/metadata/managedFields")).hasSize(1);
        var renamed = json(merge("cleared", "hand", "{\"metadata\":{\"managedFields\":[{\"manager\":\"m9\","
                + "\"operation\":\"Apply\",\"apiVersion\":\"test.cairn.io/v1\",\"time\":\"2026-01-01T00:00:00Z\","
                + "\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:spec\":{\"f:masts\":{}}}}]}}"));
        assertThat(fields(renamed, "m9").toString()).contains("f:masts");
        var cleared = json(merge("cleared", "hand", "{\"metadata\":{\"managedFields\":[{}]}}"));
        assertThat(cleared.at("/metadata/managedFields").isMissingNode()).isTrue();
        var first = json(apply("cleared", "m2", "{masts: 2}"));
        assertThat(fields(first, "before-first-apply").toString()).contains("f:masts");
    }

    @Test
    void client_side_apply_turns_into_server_side_apply_without_conflicts() throws Exception {
        var note = "{\\\"apiVersion\\\":\\\"test.cairn.io/v1\\\",\\\"kind\\\":\\\"Boat\\\",\\\"metadata\\\":"
                + "{\\\"name\\\":\\\"moved\\\"},\\\"spec\\\":{\\\"masts\\\":2,\\\"hold\\\":\\\"4Gi\\\"}}\\n";
        harbour.send("POST", Harbour.PATH + "?fieldManager=kubectl-client-side-apply", "application/json",
                ("{\"metadata\":{\"name\":\"moved\",\"annotations\":{\"kubectl.kubernetes.io/"
                        + "last-applied-configuration\":\"%s\"}},\"spec\":{\"masts\":2,\"hold\":\"4Gi\"}}")
                        .formatted(note));
        assertThat(apply("moved", "somebody", "{masts: 3}").statusCode()).isEqualTo(409);
        var moved = apply("moved", "kubectl", "{masts: 3, hold: 4Gi}");
        assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
        var annotation = json(moved).at("/metadata/annotations").toString();
        assertThat(annotation).contains("masts").contains("3").doesNotContain(":2");
        merge("moved", "hand", "{\"spec\":{\"masts\":7}}");
        assertThat(apply("moved", "kubectl", "{masts: 3, hold: 4Gi}").statusCode()).isEqualTo(409);
    }

    @Test
    void equal_values_are_equal_however_they_are_written() throws Exception {
        harbour.create("spelt", "{\"masts\":1,\"hold\":1024,\"crew\":[{\"years\":3,\"name\":\"jim\"}]}");
        var same = apply("spelt", "m1", "{hold: '1024', masts: 1, crew: [{name: jim, years: 3}]}");
        assertThat(same.statusCode()).as(same.body()).isEqualTo(200);
    }

    @Test
    void finalizers_are_a_set_and_status_has_owners_of_its_own() throws Exception {
        var one = "{\"metadata\":{\"name\":\"tied\",\"finalizers\":[\"x/%s\"]},\"spec\":{\"masts\":1}}";
        for (var name : List.of("one", "two")) {
            harbour.send("PATCH", Harbour.PATH + "/tied?fieldManager=" + name, "application/apply-patch+yaml",
                    one.formatted(name));
        }
        var tied = json(harbour.get(Harbour.PATH + "/tied"));
        assertThat(tied.at("/metadata/finalizers").toString()).isEqualTo("[\"x/one\",\"x/two\"]");
        assertThat(fields(tied, "two").toString()).contains("v:\\\"x/two\\\"").doesNotContain("x/one");

        harbour.send("POST", RAFTS, "application/json", "{\"metadata\":{\"name\":\"r\"},\"spec\":{\"masts\":1}}");
        var status = harbour.send("PATCH", RAFTS + "/r/status?fieldManager=crew", "application/apply-patch+yaml",
                "{\"metadata\":{\"name\":\"r\"},\"spec\":{\"masts\":9},\"status\":{\"phase\":\"Adrift\",\"miles\":4}}");
        assertThat(status.statusCode()).as(status.body()).isEqualTo(200);
        assertThat(json(status).at("/status/phase").asString()).isEqualTo("Adrift");
        assertThat(json(status).at("/spec/masts").asInt()).isEqualTo(1);
        assertThat(json(status).at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(fields(json(status), "crew")).isEqualTo(Json.MAPPER.readTree(
                "{\"f:status\":{\"f:miles\":{},\"f:phase\":{}}}"));
        var other = harbour.send("PATCH", RAFTS + "/r/status?fieldManager=tide", "application/apply-patch+yaml",
                "{\"metadata\":{\"name\":\"r\"},\"status\":{\"phase\":\"Sunk\"}}");
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("with subresource \\\"status\\\"");
    }
}
