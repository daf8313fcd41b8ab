package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Network bandwidth through the public API, on a node with an uplink of 1 Gbit/s. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BandwidthTest {
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(8, 8_192, 100_000).withBandwidth(1_000);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String API = "/apis/compute.cairn.io/v1/";
    private static final String TEAM = API + "namespaces/team-a/";
    private static final String MACHINES = TEAM + "virtualmachines";

    private SimulatedCloud cloud;

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(1, SIZE, new Random(1));
    }

    @AfterAll
    void close() throws Exception {
        cloud.close();
    }

    private Rest.Answer create(String name, String size) throws Exception {
        return cloud.machines()
                .post(MACHINES,
                        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{%s,\"image\":\"micro\",\"rootDisk\":{\"size\":\"16Mi\"}}}"
                                .formatted(name, size));
    }

    private static String with(String bandwidth) {
        return "\"resources\":{\"cpus\":1,\"memory\":\"128Mi\",\"networkBandwidth\":\"%s\"}".formatted(bandwidth);
    }

    private Rest.Answer machine(String name) throws Exception {
        return cloud.machines().get(MACHINES + "/" + name).mustBeOk();
    }

    private void runs(String name) throws Exception {
        Waiting.until(name + " runs", PATIENCE, () -> machine(name).text("/status/phase").equals("Running"));
    }

    private int limit(String name) throws Exception {
        var node = Objects.requireNonNull(cloud.nodes().get("sim-0"));
        return node.host().nics(machine(name).text("/metadata/uid")).getFirst().limit().mbps();
    }

    @Test
    @Order(1)
    void so_much_of_the_uplink_is_the_machines_and_its_node_limits_it_to_that() throws Exception {
        create("fast", with("600M")).mustBeOk();
        create("plain", "\"resources\":{\"cpus\":1,\"memory\":\"128Mi\"}").mustBeOk();
        create("none", with("0")).mustBeOk();
        for (var name : new String[]{"fast", "plain", "none"}) {
            runs(name);
        }
        assertThat(limit("fast")).isEqualTo(600);
        assertThat(limit("plain") + limit("none")).as("nothing is kept for them and nothing limits them").isZero();
        Waiting.until("the node tells", PATIENCE, () -> {
            var status = cloud.infrastructure().get("/apis/infra.cairn.io/v1/nodes/sim-0").body().at("/status");
            return status.at("/capacity/networkBandwidth").asString("").equals("1000M")
                    && status.at("/claimed/networkBandwidth").asString("").equals("600M")
                    && status.at("/free/networkBandwidth").asString("").equals("400M");
        });
    }

    @Test
    @Order(2)
    void who_finds_too_little_is_told_how_much_is_left_and_what_would_help() throws Exception {
        create("late", with("0.5G")).mustBeOk();
        Waiting.until("late is refused", PATIENCE, () -> machine("late").body()
                .at("/status/conditions")
                .toString()
                .contains("too little free bandwidth (asked 500 Mbit/s, most free 400 Mbit/s)"));
        var review = cloud.machines()
                .post(TEAM + "placementreviews", "{\"spec\":{\"vmName\":\"late\"}}")
                .mustBeOk();
        assertThat(review.text("/status/filters/0/name")).isEqualTo("Bandwidth");
        assertThat(review.body().at("/status/hints").toString()).contains("It fits with networkBandwidth of 400M "
                + "instead of 500M", "It fits without networkBandwidth");
        var added = cloud.machines()
                .post(TEAM + "placementreviews", """
                                                 {"spec":{"vmName":"late","addNodes":[{"cpus":4,"memory":"4Gi",
                                                  "disk":"4Gi","networkBandwidth":"10G"}]}}""")
                .mustBeOk();
        assertThat(added.text("/status/node")).startsWith("supposed-");
    }

    @Test
    @Order(3)
    void the_capacity_report_counts_what_is_left_of_the_uplink() throws Exception {
        cloud.machines()
                .post(API + "instancetypes", """
                                             {"metadata":{"name":"n1.net"},"spec":{"cpus":1,"memory":"128Mi",
                                              "networkBandwidth":"150M"}}
                                             """)
                .mustBeOk();
        var report = cloud.machines()
                .post(API + "capacityreports", "{\"spec\":{\"instanceTypes\":[\"n1.net\"]}}")
                .mustBeOk();
        assertThat(report.body().at("/status/pools/0/fits/n1.net").asInt()).isEqualTo(2);
        cloud.machines().delete(MACHINES + "/fast").mustBeOk();
        runs("late");
        create("typed", "\"instanceType\":\"n1.net\"").mustBeOk();
        runs("typed");
        assertThat(limit("typed")).isEqualTo(150);
    }

    @Test
    @Order(4)
    void a_bandwidth_that_makes_no_sense_is_refused_with_field_value_and_way_out() throws Exception {
        var part = create("wrong", with("1500k"));
        assertThat(part.code()).as(part.body().toString()).isEqualTo(422);
        assertThat(part.text("/message")).contains("spec.resources.networkBandwidth", "1500k",
                "counted in whole Mbit/s, such as 500M or 10G; ask for 2M");
        var huge = create("wrong", with("2T"));
        assertThat(huge.code()).as(huge.body().toString()).isEqualTo(422);
        assertThat(huge.text("/message")).contains("spec.resources.networkBandwidth", "2T");
        var type = cloud.machines()
                .post(API + "instancetypes", """
                                             {"metadata":{"name":"wrong"},"spec":{"cpus":1,"memory":"128Mi",
                                              "networkBandwidth":"500Mi"}}""");
        assertThat(type.code()).as(type.body().toString()).isEqualTo(422);
        assertThat(type.text("/message")).contains("spec.networkBandwidth", "500Mi", "ask for 525M");
    }
}
