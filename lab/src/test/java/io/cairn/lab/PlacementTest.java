package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Placement as tenants and operators meet it: the real services over their own APIs, on simulated nodes with GPUs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlacementTest {
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(4, 4_096, 100_000).with("gpu", "model-a", 2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String API = "/apis/compute.cairn.io/v1/";
    private static final String TEAM = API + "namespaces/team-a/";

    private SimulatedCloud cloud;

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(2, SIZE, new Random(1));
    }

    @AfterAll
    void close() throws Exception {
        cloud.close();
    }

    private Rest.Answer create(String namespace, String name, String more) throws Exception {
        return cloud.machines()
                .post(API + "namespaces/" + namespace + "/virtualmachines",
                        """
                        {"metadata":{"name":"%s","labels":{"app":"web"}},
                         "spec":{"instanceType":"c1.nano","image":"micro","rootDisk":{"size":"16Mi"}%s}}
                        """.formatted(name, more));
    }

    private static String gpus(int count) {
        return ",\"devices\":[{\"class\":\"gpu\",\"model\":\"model-a\",\"count\":%d}]".formatted(count);
    }

    private JsonNode placed(String namespace, String name) throws Exception {
        var path = API + "namespaces/" + namespace + "/virtualmachines/" + name;
        Waiting.until(name + " is placed", PATIENCE,
                () -> !cloud.machines().get(path).mustBeOk().text("/status/node").isEmpty());
        return cloud.machines().get(path).mustBeOk().body();
    }

    private Rest.Answer review(String spec) throws Exception {
        return cloud.machines().post(TEAM + "placementreviews", "{\"spec\":{%s}}".formatted(spec)).mustBeOk();
    }

    private static Set<String> texts(JsonNode list) {
        var texts = new HashSet<String>();
        list.forEach(item -> texts.add(item.asString()));
        return texts;
    }

    @Test
    @Order(0)
    void devices_that_must_be_near_each_other_are_not_taken_from_afar() throws Exception {
        var machine = "\"machine\":{\"instanceType\":\"c1.nano\",\"image\":\"micro\",\"devices\":[{\"class\":\"gpu\","
                + "\"count\":2%s}]}";
        assertThat(review(machine.formatted("")).text("/status/fits")).isEqualTo("true");
        var near = review(machine.formatted(",\"near\":\"numa\""));
        assertThat(near.text("/status/fits")).as("each node has one GPU beside each NUMA node").isEqualTo("false");
        assertThat(near.body().at("/status/filters/0").toString()).contains("2 x gpu on one NUMA node");
        assertThat(texts(near.body().at("/status/hints")))
                .contains("It fits if the devices of class gpu need not be near each other");
    }

    @Test
    @Order(1)
    void every_machine_gets_devices_of_its_own_and_the_node_tells_how_many_are_left() throws Exception {
        create("team-a", "one", gpus(1)).mustBeOk();
        create("team-a", "two", gpus(1)).mustBeOk();
        create("team-b", "secret", gpus(2)).mustBeOk();
        var one = placed("team-a", "one");
        var two = placed("team-a", "two");
        placed("team-b", "secret");
        assertThat(texts(one.at("/status/devices"))).hasSize(1);
        assertThat(one.at("/status/node")).as("the fuller node wins").isEqualTo(two.at("/status/node"));
        assertThat(texts(one.at("/status/devices"))).doesNotContainAnyElementsOf(texts(two.at("/status/devices")));
        var node = "/apis/infra.cairn.io/v1/nodes/" + one.at("/status/node").asString();
        Waiting.until("the node tells", PATIENCE, () -> cloud.infrastructure()
                .get(node)
                .mustBeOk()
                .text("/status/devices/0/claimed")
                .equals("2"));
        assertThat(cloud.infrastructure().get(node).text("/status/devices/0/class")).isEqualTo("gpu");
    }

    @Test
    @Order(2)
    void who_fits_nowhere_is_told_why_and_what_would_help() throws Exception {
        create("team-a", "late", gpus(1)).mustBeOk();
        Waiting.until("it is refused", PATIENCE, () -> cloud.machines()
                .get(TEAM + "virtualmachines/late")
                .mustBeOk()
                .body()
                .toString()
                .contains("NoNodeFits"));
        var answer = review("\"vmName\":\"late\"");
        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.text("/status/fits")).isEqualTo("false");
        assertThat(answer.text("/status/message")).contains("0 of 2 nodes fit");
        assertThat(answer.text("/status/filters/0/name")).isEqualTo("Devices");
        assertThat(answer.text("/status/filters/0/removed")).isEqualTo("2");
        assertThat(texts(answer.body().at("/status/hints")))
                .contains("It fits without the devices of class gpu");
        assertThat(answer.body().toString()).as("of other tenants").doesNotContain("secret");
        assertThat(review("\"vmName\":\"late\",\"without\":[\"one\"]").text("/status/fits")).isEqualTo("true");
        assertThat(review("\"vmName\":\"late\",\"addNodes\":[{\"like\":\"sim-0\"}]").text("/status/node"))
                .startsWith("supposed-");
        assertThat(cloud.machines().get(TEAM + "virtualmachines/late").text("/status/node"))
                .as("a question places nobody")
                .isEmpty();
    }

    @Test
    @Order(3)
    void who_is_placed_is_told_why_there() throws Exception {
        var answer = review("\"vmName\":\"one\"");
        assertThat(answer.text("/status/fits")).isEqualTo("true");
        assertThat(answer.text("/status/currentNode")).isEqualTo(answer.text("/status/node"));
        assertThat(answer.body().at("/status/candidates/0/parts").isEmpty()).isFalse();
        var drained = review("\"vmName\":\"one\",\"drain\":[\"%s\"]".formatted(answer.text("/status/node")));
        assertThat(drained.text("/status/fits")).as("the other node's devices are taken").isEqualTo("false");
    }

    @Test
    @Order(3)
    void no_more_machines_than_allowed_share_a_node() throws Exception {
        var machine = "\"machine\":{\"instanceType\":\"c1.nano\",\"image\":\"micro\",\"placement\":{\"atMost\":[{"
                + "\"max\":%d,\"matchLabels\":{\"app\":\"web\"}}]}}";
        var there = placed("team-a", "one").at("/status/node").asString();
        var answer = review(machine.formatted(2));
        assertThat(answer.text("/status/node")).as("two stand on %s", there).isNotEmpty().isNotEqualTo(there);
        assertThat(answer.body().at("/status/filters").toString())
                .contains("with 2 machines {app=web} in the same kubernetes.io/hostname");
    }

    @Test
    @Order(4)
    void a_machine_that_does_not_exist_can_be_asked_about() throws Exception {
        var machine = "\"machine\":{\"instanceType\":\"c4.medium\",\"image\":\"micro\"}";
        var answer = review(machine);
        assertThat(answer.text("/status/fits")).isEqualTo("false");
        assertThat(texts(answer.body().at("/status/hints")))
                .contains("It fits now as instance type c2.small");
        assertThat(cloud.machines().get(TEAM + "virtualmachines").body().toString()).doesNotContain("supposed");
        assertThat(cloud.machines().get(TEAM + "placementreviews").code()).as("nothing is kept").isEqualTo(405);
    }

    @Test
    @Order(5)
    void the_capacity_report_counts_pool_by_pool() throws Exception {
        var report = cloud.machines()
                .post(API + "capacityreports", "{\"spec\":{\"instanceTypes\":[\"c2.small\"]}}")
                .mustBeOk();
        assertThat(report.text("/status/pools/0/name")).isEqualTo("default");
        assertThat(report.text("/status/pools/0/open")).isEqualTo("2");
        assertThat(report.body().at("/status/pools/0/fits/c2.small").asInt()).isEqualTo(2);
        assertThat(report.text("/status/pools/0/devices/0/free")).isEqualTo("0");
    }

    @Test
    @Order(6)
    void a_machine_goes_to_no_node_of_a_lower_isolation_tier_than_it_asks_for() throws Exception {
        var machine = "\"machine\":{\"instanceType\":\"c1.nano\",\"image\":\"micro\",\"placement\":{"
                + "\"isolationTier\":%d}}";
        assertThat(texts(review(machine.formatted(2)).body().at("/status/hints")))
                .contains("It fits if placement.isolationTier is left out");
        cloud.infrastructure()
                .merge("/apis/infra.cairn.io/v1/nodes/sim-1", "{\"spec\":{\"isolationTier\":2}}")
                .mustBeOk();
        Waiting.until("a scheduler knows", PATIENCE,
                () -> review(machine.formatted(2)).text("/status/node").equals("sim-1"));
        create("team-a", "kept-apart", ",\"placement\":{\"isolationTier\":2}").mustBeOk();
        assertThat(placed("team-a", "kept-apart").at("/status/node").asString()).isEqualTo("sim-1");
        var refused = review(machine.formatted(3));
        assertThat(refused.text("/status/fits")).isEqualTo("false");
        assertThat(refused.text("/status/filters/0/name")).isEqualTo("Isolation");
        assertThat(refused.text("/status/filters/0/removed")).isEqualTo("2");
        assertThat(texts(refused.body().at("/status/hints")))
                .contains("It fits if placement.isolationTier is 2 instead of 3");
        var wrong = create("team-a", "wrong", ",\"placement\":{\"isolationTier\":101}");
        assertThat(wrong.code()).isEqualTo(422);
        assertThat(wrong.text("/message")).contains("spec.placement.isolationTier", "101");
    }

    @Test
    @Order(7)
    void a_placement_that_makes_no_sense_is_refused_with_field_value_and_way_out() throws Exception {
        var far = "\"antiAffinity\":{\"required\":[{\"topologyKey\":\"zone\",\"matchLabels\":{\"app\":\"web\"}}]}";
        for (var wrong : new String[][]{
                {",\"placement\":{\"spread\":[{\"topologyKey\":\"zone\"}]}", "spec.placement.spread[0].matchLabels"},
                {",\"placement\":{" + far + "," + far.replace("antiAffinity", "affinity") + "}",
                        "take one of the two out"},
                {",\"placement\":{\"priorityClass\":\"royal\"}", "organisation default may use high, standard, spot"},
                {",\"placement\":{\"tolerations\":[{\"operator\":\"Exists\",\"value\":\"x\"}]}", "leave value out"},
                {",\"devices\":[{\"class\":\"gpu\"},{\"class\":\"gpu\"}]", "say count: 2"},
                {",\"devices\":[{\"class\":\"gpu\",\"sharePercent\":20,\"near\":\"fabric\"}]", "leave near out"},
                {",\"devices\":[{\"class\":\"gpu\",\"near\":\"town\"}]", "one of numa, switch, fabric"},
                {",\"placement\":{\"atMost\":[{\"max\":2}]}", "spec.placement.atMost[0].matchLabels"},
                {",\"placement\":{\"atMost\":[{\"max\":0,\"matchLabels\":{\"a\":\"b\"}}]}", "atMost[0].max"},
                {",\"devices\":[{\"class\":\"GPU!\"}]", "spec.devices[0].class"}}) {
            var answer = create("team-a", "wrong", wrong[0]);
            assertThat(answer.code()).as(answer.body().toString()).isEqualTo(422);
            assertThat(answer.text("/message") + answer.body().at("/details")).contains(wrong[1]);
        }
        for (var wrong : new String[][]{{"", "spec.vmName"}, {"\"vmName\":\"nobody\"", "there is no such machine"},
                {"\"vmName\":\"one\",\"drain\":[\"host-9\"]", "there is no such node"}}) {
            var answer = cloud.machines().post(TEAM + "placementreviews", "{\"spec\":{%s}}".formatted(wrong[0]));
            assertThat(answer.code()).isEqualTo(422);
            assertThat(answer.body().toString()).contains(wrong[1]);
        }
    }
}
