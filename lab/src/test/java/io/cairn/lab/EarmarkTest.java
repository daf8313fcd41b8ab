package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A large machine that waits among small ones which come and go, as tenants meet it: the real services. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EarmarkTest {
    private static final String SMALL = "\"instanceType\":\"c1.small\"";
    private static final String LARGE = "\"resources\":{\"cpus\":1,\"memory\":\"900Mi\"}";
    /** Room for two small machines, or for a large one. */
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(4, 1_100, 100_000);
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String MACHINES = "/apis/compute.cairn.io/v1/namespaces/team-a/virtualmachines";

    private SimulatedCloud cloud;

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(2, SIZE, new Random(1), Duration.ofSeconds(1));
    }

    @AfterAll
    void close() throws Exception {
        cloud.close();
    }

    private void machine(String name, String size) throws Exception {
        cloud.machines()
                .post(MACHINES,
                        """
                        {"metadata":{"name":"%s"},"spec":{%s,"image":"micro",
                         "rootDisk":{"size":"16Mi"},"terminationGracePeriodSeconds":1}}
                        """.formatted(name, size))
                .mustBeOk();
    }

    private String conditions(String name) throws Exception {
        return cloud.machines().get(MACHINES + "/" + name).mustBeOk().body().at("/status/conditions").toString();
    }

    private String node(String name) throws Exception {
        return cloud.machines().get(MACHINES + "/" + name).mustBeOk().text("/status/node");
    }

    private void running(String name) throws Exception {
        Waiting.until(name + " runs", DEADLINE,
                () -> cloud.machines().get(MACHINES + "/" + name).mustBeOk().text("/status/phase").equals("Running"));
    }

    @Test
    void a_large_machine_gets_its_room_though_small_ones_ask_for_every_piece_of_it() throws Exception {
        for (var i = 1; i <= 4; i++) {
            machine("small-" + i, SMALL);
            running("small-" + i);
        }
        machine("large", LARGE);
        Waiting.until("large is told what is done for it", DEADLINE,
                () -> conditions("large").contains("; what becomes free on a node is kept for it"));
        for (var i = 1; node("large").isEmpty(); i++) {
            assertThat(i).as("machines that had to leave").isLessThanOrEqualTo(3);
            leaves("small-" + i);
            machine("young-" + i, SMALL);
            settled("young-" + i);
        }
        running("large");
    }

    private void leaves(String name) throws Exception {
        cloud.machines().delete(MACHINES + "/" + name).mustBeOk();
        Waiting.until(name + " is gone", DEADLINE, () -> cloud.machines().get(MACHINES + "/" + name).code() == 404);
    }

    /** It took the place elsewhere, or is told for whom the one that is free is kept; or the large one has it. */
    private void settled(String name) throws Exception {
        Waiting.until(name + " knows what becomes of it", DEADLINE,
                () -> !node(name).isEmpty() || !node("large").isEmpty()
                        || conditions(name).contains(
                                "room for it is free, and kept for a machine or gang that has waited too long"));
    }
}
