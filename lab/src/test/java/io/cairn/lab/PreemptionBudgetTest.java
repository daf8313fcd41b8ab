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
import tools.jackson.databind.JsonNode;

/** Preemption budgets as tenants and operators meet them: the real services over their own APIs, on one simulated node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PreemptionBudgetTest {
    /** Room for two machines of the type c1.small. */
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(4, 1_100, 100_000);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String API = "/apis/compute.cairn.io/v1/namespaces/";
    private static final String INFRA = "/apis/infra.cairn.io/v1/";

    private SimulatedCloud cloud;

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(1, SIZE, new Random(1));
    }

    @AfterAll
    void close() throws Exception {
        cloud.close();
    }

    private void machine(String namespace, String name, String priorityClass) throws Exception {
        cloud.machines()
                .post(API + namespace + "/virtualmachines",
                        """
                        {"metadata":{"name":"%s","labels":{"app":"web"}},"spec":{"instanceType":"c1.small","image":"micro",
                         "rootDisk":{"size":"16Mi"},"terminationGracePeriodSeconds":1,
                         "placement":{"priorityClass":"%s"}}}
                        """.formatted(
                                name, priorityClass))
                .mustBeOk();
    }

    private JsonNode get(String namespace, String name) throws Exception {
        return cloud.machines().get(API + namespace + "/virtualmachines/" + name).mustBeOk().body();
    }

    private String phase(String namespace, String name) throws Exception {
        return get(namespace, name).at("/status/phase").asString("");
    }

    private void until(String namespace, String name, String phase) throws Exception {
        Waiting.until("%s is %s".formatted(name, phase), PATIENCE, () -> phase(namespace, name).equals(phase));
    }

    private Rest.Answer budget(String spec) throws Exception {
        return cloud.infrastructure()
                .post(INFRA + "namespaces/team-a/preemptionbudgets",
                        "{\"metadata\":{\"name\":\"web\"},\"spec\":%s}".formatted(spec));
    }

    @Test
    @Order(1)
    void operators_decide_by_class_whether_budgets_count_and_spot_ignores_them() throws Exception {
        assertThat(cloud.infrastructure().get(INFRA + "priorityclasses/spot").text("/spec/budgets")).isEqualTo(
                "Ignored");
        var made = cloud.infrastructure()
                .post(INFRA + "priorityclasses",
                        """
                        {"metadata":{"name":"batch"},"spec":{"value":-500,"preemptible":true,"noticeSeconds":1}}""")
                .mustBeOk();
        assertThat(made.text("/spec/budgets")).isEqualTo("Honoured");
        assertThat(budget("{\"selector\":{},\"minAvailable\":1}").text("/message"))
                .contains("spec.selector.matchLabels", "name a label of the machines that are meant");
        budget("{\"selector\":{\"matchLabels\":{\"app\":\"web\"}},\"minAvailable\":1}").mustBeOk();
    }

    @Test
    @Order(2)
    void one_of_two_makes_room_and_the_other_one_is_kept_whoever_asks() throws Exception {
        machine("team-a", "one", "batch");
        machine("team-a", "two", "batch");
        until("team-a", "one", "Running");
        until("team-a", "two", "Running");
        Waiting.until("both are counted", PATIENCE, () -> {
            var status = cloud.infrastructure().get(INFRA + "namespaces/team-a/preemptionbudgets/web").body();
            return status.at("/status/machines").asInt(-1) == 2 && status.at("/status/mayGo").asInt(-1) == 1;
        });
        machine("team-b", "first", "high");
        until("team-b", "first", "Running");
        machine("team-b", "second", "high");
        Waiting.until("second is told why", PATIENCE, () -> get("team-b", "second").at("/status/conditions")
                .toString()
                .contains("; a preemption budget keeps 1 machine of a lower class from being stopped for it"));
        assertThat(get("team-b", "second").toString()).as("whose it is").doesNotContain("team-a");
        assertThat(new String[]{phase("team-a", "one"), phase("team-a", "two")}).containsExactlyInAnyOrder("Running",
                "Preempted");
    }

    @Test
    @Order(3)
    void without_the_budget_the_other_one_makes_room_too() throws Exception {
        cloud.infrastructure().delete(INFRA + "namespaces/team-a/preemptionbudgets/web").mustBeOk();
        machine("team-b", "third", "high");
        until("team-a", "one", "Preempted");
        until("team-a", "two", "Preempted");
    }
}
