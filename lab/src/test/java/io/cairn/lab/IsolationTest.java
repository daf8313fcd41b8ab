package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every operation that the door serves, asked by everybody who must not get through. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MISSING = "missing";
    /** What every member of an organisation may choose from. */
    private static final Set<String> CATALOGUE = Set.of("compute.cairn.io/instancetypes", "image.cairn.io/images");
    /** What is served without standing in an OpenAPI document. */
    private static final List<String> UNLISTED = List.of("/api", "/api/v1", "/apis", "/apis/iam.cairn.io/v1",
            "/openapi/v2", "/openapi/v3", "/openapi/v3/apis/iam.cairn.io/v1", "/openapi/cairn.json",
            "/apis/audit.cairn.io/v1/entries", "/apis/audit.cairn.io/v1/verify", "/apis/authentication.k8s.io/v1",
            "/internal/events", "/nothing");

    private SimulatedCloud cloud;
    private PublicDoor door;
    private Rest operator;
    private Tenants tenants;
    private List<Operation> operations;

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(1, new SimulatedNode.Size(8, 16_384, 100_000), new Random(1));
        cloud.startImages();
        door = cloud.door();
        operator = Tenants.bearer(door, door.token());
        operations = Operation.served(operator);
        tenants = new Tenants(door, operator, operations);
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

    /** Asks and collects what was answered otherwise than it must; nothing of what is there may have changed. */
    private void all(Question question) throws Exception {
        var before = tenants.examples();
        var wrong = new ArrayList<String>();
        for (var operation : operations) {
            question.ask(operation, wrong);
        }
        assertThat(wrong).isEmpty();
        assertThat(tenants.examples()).as("what is there").isEqualTo(before);
    }

    @FunctionalInterface
    private interface Question {
        void ask(Operation operation, List<String> wrong) throws Exception;
    }

    private static void code(Operation operation, Rest.Answer answer, int wanted, List<String> wrong) {
        if (answer.code() != wanted) {
            wrong.add("%s: %d, not %d: %s".formatted(operation, answer.code(), wanted, answer.text("/message")));
        }
    }

    /** The object that is there and the one that is not, in a place: the same answer, but for the name. */
    private static void same(Operation operation, Rest who, String prefix, String project, List<String> wrong)
            throws Exception {
        var there = operation.ask(who, prefix, project, Tenants.EXAMPLE);
        var missing = operation.ask(who, prefix, project, MISSING);
        if (there.code() != missing.code()
                || !there.body().equals(Answers.renamed(missing.body(), MISSING, Tenants.EXAMPLE))) {
            wrong.add("%s: %s differs from %s".formatted(operation, there, missing));
        }
    }

    @Test
    void every_group_is_asked_and_every_kind_has_an_example() throws Exception {
        assertThat(operations.stream().map(Operation::group)).contains("", "coordination.k8s.io", "compute.cairn.io",
                "infra.cairn.io", "image.cairn.io", "iam.cairn.io");
        assertThat(operations).hasSizeGreaterThan(120);
        assertThat(operations.stream().map(Operation::toString).sorted().toList())
                .as("the parts list what the whole lists")
                .isEqualTo(Operation.whole(operator));
        assertThat(Examples.kinds()).containsAll(operations.stream().map(Operation::kind).collect(Collectors.toSet()));
    }

    @Test
    void nobody_gets_in_without_a_credential_that_holds() throws Exception {
        operator.post("/apis/iam.cairn.io/v1/users", "{\"metadata\":{\"name\":\"late\"},\"spec\":{}}").mustBeOk();
        var expired = tenants.token("late", "{\"expiresInSeconds\":1}");
        try (var strangers = new Strangers(door)) {
            Waiting.until("the token has expired", PATIENCE,
                    () -> tenants.bearer(expired).get("/api").code() == 401);
            var credentials = List.of(Map.<String, String>of(),
                    Map.of("Authorization", "Bearer cairn_00000000_" + "A".repeat(43)),
                    Map.of("Authorization", "Bearer " + expired),
                    Map.of("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."),
                    Map.of("X-Cairn-User", "admin", "X-Cairn-Group", "system:operators"));
            all((operation, wrong) -> {
                for (var headers : credentials) {
                    code(operation, operation.ask(strangers.with(headers), Tenants.ACME, "vault", Tenants.EXAMPLE), 401,
                            wrong);
                }
            });
            for (var path : UNLISTED) {
                assertThat(strangers.with(Map.of()).get(path).code()).as(path).isEqualTo(401);
            }
        }
    }

    @Test
    void a_foreign_organisation_answers_as_if_it_did_not_exist() throws Exception {
        var ann = tenants.bearer(tenants.user("ann", Tenants.bindings(Tenants.UMBRELLA), "admin"));
        all((operation, wrong) -> {
            var foreign = operation.ask(ann, Tenants.ACME, "vault", Tenants.EXAMPLE);
            code(operation, foreign, 404, wrong);
            if (!foreign.equals(operation.ask(ann, "/t/nowhere", "vault", Tenants.EXAMPLE))) {
                wrong.add(operation + ": differs from an organisation that does not exist");
            }
        });
        for (var path : UNLISTED) {
            assertThat(ann.get(Tenants.ACME + path)).as(path).isEqualTo(ann.get("/t/nowhere" + path));
        }
        Waiting.until("the attempts stand in the audit log", PATIENCE, () -> operator
                .get("/t/acme/apis/audit.cairn.io/v1/entries?user=ann&decision=deny&verb=list&limit=1")
                .body()
                .path("items")
                .size() == 1);
    }

    @Test
    void the_names_of_one_organisation_mean_nothing_in_another() throws Exception {
        var una = tenants.bearer(tenants.user("una", Tenants.bindings(Tenants.UMBRELLA), "admin"));
        all((operation, wrong) -> {
            if (operation.reads() && operation.named() && !CATALOGUE.contains(operation.kind())) {
                same(operation, una, Tenants.UMBRELLA, "vault", wrong);
            }
        });
    }

    @Test
    void who_has_a_role_in_one_project_is_refused_in_another_before_anything_is_looked_for() throws Exception {
        var pam = tenants.bearer(tenants.user("pam", Tenants.bindings(Tenants.ACME, "web"), "admin"));
        all((operation, wrong) -> {
            var choosing = CATALOGUE.contains(operation.kind()) && operation.reads()
                    && operation.subresource().isEmpty();
            code(operation, operation.ask(pam, Tenants.ACME, "vault", Tenants.EXAMPLE), choosing ? 200 : 403, wrong);
            if (!choosing && operation.named()) {
                same(operation, pam, Tenants.ACME, "vault", wrong);
            }
        });
        assertThat(pam.get(Tenants.ACME + "/api/v1/namespaces/web").code()).as("their own").isEqualTo(200);
    }

    @Test
    void who_may_only_read_changes_nothing_and_opens_no_console() throws Exception {
        var vic = tenants.bearer(tenants.user("vic", Tenants.bindings(Tenants.ACME), "viewer"));
        all((operation, wrong) -> {
            if (!operation.reads()) {
                code(operation, operation.ask(vic, Tenants.ACME, "vault", Tenants.EXAMPLE), 403, wrong);
            }
        });
        assertThat(operations.stream().filter(Operation::reads)).as("what was not asked")
                .hasSizeLessThan(
                        operations.size() / 2);
        assertThat(vic.get(Tenants.ACME + "/apis/compute.cairn.io/v1/namespaces/vault/virtualmachines/example").code())
                .isEqualTo(200);
    }

    @Test
    void a_field_that_no_kind_has_is_refused_by_its_name() throws Exception {
        all((operation, wrong) -> {
            if (operation.creates()) {
                var path = operation.path(Tenants.ACME, "web", "") + "?fieldValidation=Strict";
                var answer = operator.post(path, Examples.misspelt(operation.kind(), "misspelt"));
                if (!Set.of(400, 422).contains(answer.code()) || !answer.text("/message").contains("colourr")) {
                    wrong.add(operation + ": " + answer);
                }
            }
        });
    }

    @Test
    void what_only_the_cloud_itself_may_say_is_never_stored() throws Exception {
        var made = new ArrayList<String>();
        all((operation, wrong) -> {
            if (operation.creates()) {
                var answer = operator.post(operation.path(Tenants.ACME, "web", ""), Examples.document(operation.kind(),
                        "bold", ",\"status\":{\"phase\":\"smuggled\"},\"facts\":{\"phase\":\"smuggled\"}"));
                if (answer.ok()) {
                    made.add(operation.kind());
                } else if (answer.code() >= 500) {
                    wrong.add(operation + ": " + answer);
                }
            }
        });
        assertThat(made).as("kinds of which an object was made").hasSizeGreaterThan(12);
        assertThat(stored("bold")).as("rows with the name").isGreaterThanOrEqualTo(made.size());
        assertThat(stored("smuggled")).as("rows with what was smuggled").isZero();
    }

    private long stored(String word) {
        var rows = 0L;
        for (var schema : List.of("gateway", "vm", "scheduler", "image")) {
            for (var table : List.of("resource", "change_log")) {
                var count = cloud.database()
                        .queryForObject(
                                "select count(*) from %s.%s stored where stored::text like '%%%s%%'".formatted(schema,
                                        table, word),
                                Long.class);
                rows += count == null ? 0 : count;
            }
        }
        return rows;
    }
}
