package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A plan of migrations as an operator gets it: the real services, on simulated nodes that are half empty. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DefragmentationTest {
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(4, 4_096, 100_000).with("gpu", "model-a", 2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NODES = "/apis/infra.cairn.io/v1/nodes/";
    private static final String PLANS = "/apis/infra.cairn.io/v1/defragmentationplans";
    private static final String REVIEWS = "/apis/compute.cairn.io/v1/namespaces/team-a/placementreviews";
    private static final String MACHINES = "/apis/compute.cairn.io/v1/namespaces/team-a/virtualmachines";

    private SimulatedCloud cloud;

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(3, SIZE, new Random(1));
        place("passthrough", "sim-0", ",\"devices\":[{\"class\":\"gpu\",\"model\":\"model-a\",\"count\":1}]");
        place("one", "sim-1", "");
        place("two", "sim-2", "");
        for (var node : cloud.nodes().keySet()) {
            cordon(node, false);
        }
    }

    @AfterAll
    void close() throws Exception {
        cloud.close();
    }

    private void cordon(String node, boolean now) throws Exception {
        cloud.infrastructure().merge(NODES + node, "{\"spec\":{\"unschedulable\":%s}}".formatted(now)).mustBeOk();
    }

    private void place(String name, String where, String more) throws Exception {
        for (var node : cloud.nodes().keySet()) {
            cordon(node, !node.equals(where));
        }
        cloud.machines()
                .post(MACHINES,
                        """
                        {"metadata":{"name":"%s"},
                         "spec":{"instanceType":"c1.nano","image":"micro","rootDisk":{"size":"16Mi"}%s}}
                        """.formatted(name, more))
                .mustBeOk();
        Waiting.until(name + " is placed on " + where, PATIENCE,
                () -> cloud.machines().get(MACHINES + "/" + name).mustBeOk().text("/status/node").equals(where));
    }

    private Rest.Answer plan(String spec) throws Exception {
        return cloud.infrastructure().post(PLANS, "{\"spec\":{%s}}".formatted(spec));
    }

    @Test
    void the_plan_empties_a_host_and_says_that_nothing_executes_it() throws Exception {
        // The view of the scheduler follows what its nodes say within a moment.
        Waiting.until("all nodes take machines", PATIENCE,
                () -> plan("\"objective\":\"Hosts\"").mustBeOk().text("/status/gain").equals("2"));
        var answer = plan("\"objective\":\"Hosts\"").mustBeOk();
        assertThat(answer.text("/status/before")).isEqualTo("0");
        assertThat(answer.text("/status/moves/0/machine")).matches("default/team-a/(one|two)");
        assertThat(answer.text("/status/moves/0/to")).isEqualTo("sim-0");
        assertThat(answer.text("/status/moves/0/reason")).matches("empties sim-[12]");
        assertThat(answer.text("/status/stays/0/reason")).isEqualTo("WholeDevice");
        assertThat(answer.text("/status/message")).contains("2 live migrations", "nothing executes it yet");
        assertThat(cloud.machines().get(MACHINES + "/one").text("/status/node")).as("nobody moved").isEqualTo("sim-1");
        assertThat(cloud.infrastructure().get(PLANS).code()).as("nothing is kept").isEqualTo(405);
        var small = plan("\"objective\":\"Hosts\",\"maxMoves\":1").mustBeOk();
        assertThat(small.text("/status/gain")).isEqualTo("1");
        assertThat(small.text("/status/end")).isEqualTo("Budget");
        assertThat(plan("\"objective\":\"Hosts\",\"pool\":\"none\"").mustBeOk().text("/status/message"))
                .startsWith("Nothing to move: 0 empty hosts");
    }

    @Test
    void a_question_that_makes_no_sense_is_refused_with_field_value_and_way_out() throws Exception {
        for (var wrong : new String[][]{{"\"objective\":\"Room\"", "spec.size"},
                {"\"objective\":\"Hosts\",\"devices\":{}", "spec.devices"},
                {"\"objective\":\"Hosts\",\"size\":{\"cpus\":1,\"memory\":\"1Gi\"}", "only the objective Room"},
                {"\"objective\":\"Hosts\",\"maxMoves\":1001", "spec.maxMoves"},
                {"\"objective\":\"Everything\"", "spec.objective"}}) {
            var answer = plan(wrong[0]);
            assertThat(answer.code()).as(answer.body().toString()).isEqualTo(422);
            assertThat(answer.text("/message") + answer.body().at("/details")).contains(wrong[1]);
        }
    }
}
