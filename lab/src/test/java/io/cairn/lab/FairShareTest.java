package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Fair shares as operators and tenants meet them: the real services over their own APIs, on one simulated node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FairShareTest {
    /** Room for three machines. */
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(4, 1_700, 100_000);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String API = "/apis/compute.cairn.io/v1/namespaces/";
    private static final String SHARES = "/apis/infra.cairn.io/v1/fairshares";

    private SimulatedCloud cloud;

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(1, SIZE, new Random(1));
    }

    @AfterAll
    void close() throws Exception {
        cloud.close();
    }

    private Rest.Answer share(String name, String project, String weight) throws Exception {
        return cloud.infrastructure()
                .post(SHARES,
                        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"organisation\":\"default\",\"project\":\"%s\",\"weight\":%s}}"
                                .formatted(name, project, weight));
    }

    private void machine(String namespace, String name) throws Exception {
        cloud.machines()
                .post(API + namespace + "/virtualmachines",
                        """
                        {"metadata":{"name":"%s"},"spec":{"resources":{"cpus":1,"memory":"500Mi"},"image":"micro",
                         "rootDisk":{"size":"16Mi"},"terminationGracePeriodSeconds":1}}
                        """.formatted(name))
                .mustBeOk();
    }

    private String machine(String path) throws Exception {
        return cloud.machines().get(API + path).mustBeOk().body().toString();
    }

    private void runs(String namespace, String name) throws Exception {
        Waiting.until(name + " runs", PATIENCE, () -> cloud.machines()
                .get(API + namespace + "/virtualmachines/" + name)
                .text("/status/phase")
                .equals("Running"));
    }

    @Test
    @Order(1)
    void a_weight_is_refused_with_field_value_and_way_out_if_it_makes_no_sense_or_the_project_has_one()
            throws Exception {
        for (var wrong : new String[]{"0", "1001"}) {
            assertThat(share("gold", "gold", wrong).text("/message")).contains("spec.weight", wrong);
        }
        assertThat(share("gold", "Gold", "3").text("/message")).contains("spec.project", "\"Gold\"", "lower-case");
        var gold = share("gold", "gold", "3").mustBeOk();
        assertThat(gold.text("/status/conditions/0/reason")).isEqualTo("NotYet");
        var second = share("second", "gold", "4");
        assertThat(second.code()).isEqualTo(422);
        assertThat(second.text("/message")).isEqualTo("FairShare.infra.cairn.io \"second\" is invalid: spec.project: "
                + "Duplicate value: \"gold\": FairShare \"gold\" names the project default/gold already; change its "
                + "spec.weight, or delete it");
        assertThat(second.text("/details/causes/0/field")).isEqualTo("spec.project");
        assertThat(share("plain", "plain", "1").mustBeOk().code()).isEqualTo(201);
    }

    @Test
    @Order(2)
    void what_becomes_free_goes_to_the_project_that_has_least_for_its_weight() throws Exception {
        for (var name : new String[]{"g-1", "g-2"}) {
            machine("gold", name);
            runs("gold", name);
        }
        machine("plain", "p-1");
        runs("plain", "p-1");
        machine("plain", "p-2");
        Waiting.until("p-2 waits", PATIENCE, () -> machine("plain/virtualmachines/p-2")
                .contains("waiting: 1st in the queue of class standard"));
        machine("gold", "g-3");
        Waiting.until("g-3 waits before it, though it came later", PATIENCE, () -> machine("gold/virtualmachines/g-3")
                .contains("waiting: 1st in the queue of class standard"));
        Waiting.until("it is counted", PATIENCE, () -> {
            var status = cloud.infrastructure().get(SHARES + "/gold").body().at("/status");
            return status.at("/machines").asInt(-1) == 2 && status.at("/waiting").asInt(-1) == 1
                    && status.at("/has").asString("").equals("4Gi")
                    && status.at("/conditions/0/reason").asString("").equals("Weighed");
        });
        cloud.machines().delete(API + "plain/virtualmachines/p-1").mustBeOk();
        runs("plain", "p-2");
        assertThat(machine("gold/virtualmachines/g-3")).as("a project that has nothing comes first")
                .contains(
                        "waiting: 1st in the queue of class standard");
        machine("plain", "p-3");
        Waiting.until("p-3 waits behind it", PATIENCE, () -> machine("plain/virtualmachines/p-3")
                .contains("waiting: 2nd in the queue of class standard"));
        cloud.machines().delete(API + "gold/virtualmachines/g-1").mustBeOk();
        runs("gold", "g-3");
    }
}
