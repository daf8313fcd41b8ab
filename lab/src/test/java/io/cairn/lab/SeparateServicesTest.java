package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The same modules that make the one-command cloud, each on its own: five processes, one PostgreSQL. */
class SeparateServicesTest {
    private static final String MACHINES = "/apis/compute.cairn.io/v1/namespaces/default/virtualmachines";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static boolean condition(JsonNode object, String type) {
        for (var condition : object.at("/status/conditions")) {
            if (condition.at("/type").asString("").equals(type)) {
                return condition.at("/status").asString("").equals("True");
            }
        }
        return false;
    }

    private static boolean ready(Rest api, String path) throws Exception {
        return condition(api.get(path).mustBeOk().body(), "Ready");
    }

    @Test
    void a_machine_lives_its_life_through_the_public_door_of_services_that_were_started_one_by_one() throws Exception {
        try (var services = SeparateServices.start()) {
            assertThat(services.count()).isEqualTo(5);
            assertThat(services.stranger().get(MACHINES).code()).as("without a token").isEqualTo(401);
            var api = services.gateway();
            Waiting.until("the node is Ready", PATIENCE, () -> ready(api, "/apis/infra.cairn.io/v1/nodes/sim"));
            Waiting.until("the image is built", Duration.ofSeconds(180),
                    () -> ready(api, "/apis/image.cairn.io/v1/images/micro"));
            var made = api
                    .post(MACHINES,
                            """
                            {"apiVersion":"compute.cairn.io/v1","kind":"VirtualMachine","metadata":{"name":"apart"},\
                            "spec":{"instanceType":"c1.nano","image":"micro"}}""")
                    .mustBeOk();
            Waiting.until("the machine is Ready", PATIENCE, () -> ready(api, MACHINES + "/apart"));
            var machine = api.get(MACHINES + "/apart").mustBeOk();
            assertThat(machine.text("/status/phase")).isEqualTo("Running");
            assertThat(machine.text("/status/node")).isEqualTo("sim");
            assertThat(machine.text("/status/addresses/0/ip")).startsWith("10.20.0.");
            var uid = made.text("/metadata/uid");
            assertThat(Witness.claims(services.database())).containsEntry(uid, "sim");
            Waiting.until("the event is told", PATIENCE, () -> api.get("/api/v1/namespaces/default/events")
                    .mustBeOk()
                    .body()
                    .toString()
                    .contains("The domain runs on node sim"));

            api.delete(MACHINES + "/apart").mustBeOk();
            Waiting.until("the machine is gone", PATIENCE, () -> api.get(MACHINES + "/apart").code() == 404);
            assertThat(Witness.claims(services.database())).isEmpty();
            assertThat(services.stop()).as("processes that do not end when asked").isEmpty();
        }
    }
}
