package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.domain.Plan;
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
import tools.jackson.databind.JsonNode;

/** Sites as tenants and operators meet them: the real services over their own APIs, on a simulated node at each of two. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SitesTest {
    /** Room for two machines of the type c1.small. */
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(4, 1_100, 100_000);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String INFRA = "/apis/infra.cairn.io/v1/";
    private static final String TEAM = "/apis/compute.cairn.io/v1/namespaces/team-a/";
    private static final String NEAR = "{\"populations\":[\"berlin\"],\"maxLatencyMilliseconds\":20}";
    private static final String SURE = "{\"populations\":[\"berlin\"],\"maxLatencyMilliseconds\":50,\"failOver\":true}";

    private SimulatedCloud cloud;

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(2, SIZE, new Random(1));
        label("sim-0", "eu-west");
        label("sim-1", "eu-north");
        site("eu-west", 10, 12).mustBeOk();
        site("eu-north", 4, 41).mustBeOk();
        Waiting.until("the sites are added up", PATIENCE, () -> site("eu-west").at("/status/readyNodes").asInt() == 1
                && site("eu-north").at("/status/readyNodes").asInt() == 1);
    }

    @AfterAll
    void close() throws Exception {
        cloud.close();
    }

    private SimulatedNode node(String name) {
        return Objects.requireNonNull(cloud.nodes().get(name));
    }

    private void label(String node, String site) throws Exception {
        cloud.infrastructure()
                .merge(INFRA + "nodes/" + node,
                        "{\"metadata\":{\"labels\":{\"topology.cairn.io/site\":\"%s\"}}}".formatted(site))
                .mustBeOk();
    }

    private Rest.Answer site(String name, int cost, int fromBerlin) throws Exception {
        return cloud.infrastructure().post(INFRA + "sites", """
                                                            {"metadata":{"name":"%s"},"spec":{"cost":%d,
                                                             "latencies":[{"population":"berlin","milliseconds":%d}]}}
                                                            """.formatted(name, cost, fromBerlin));
    }

    private JsonNode site(String name) throws Exception {
        return cloud.infrastructure().get(INFRA + "sites/" + name).mustBeOk().body();
    }

    private void state(String site, String state) throws Exception {
        cloud.infrastructure()
                .merge(INFRA + "sites/" + site, "{\"spec\":{\"state\":\"%s\"}}".formatted(state))
                .mustBeOk();
    }

    private static String spec(String site) {
        return """
               {"instanceType":"c1.small","image":"micro","rootDisk":{"size":"16Mi"},
                "terminationGracePeriodSeconds":1,"placement":{"site":%s}}
               """.formatted(site);
    }

    private Rest.Answer create(String name, String site) throws Exception {
        return cloud.machines()
                .post(TEAM + "virtualmachines",
                        "{\"metadata\":{\"name\":\"%s\"},\"spec\":%s}".formatted(name, spec(site)));
    }

    private JsonNode machine(String name) throws Exception {
        return cloud.machines().get(TEAM + "virtualmachines/" + name).mustBeOk().body();
    }

    private void runs(String name, String site) throws Exception {
        Waiting.until("%s runs at %s".formatted(name, site), PATIENCE,
                () -> machine(name).at("/status/phase").asString("").equals("Running")
                        && machine(name).at("/status/site").asString("").equals(site));
    }

    private void says(String name, String words) throws Exception {
        Waiting.until("%s says %s".formatted(name, words), PATIENCE,
                () -> machine(name).at("/status/conditions").toString().contains(words));
    }

    private void delete(String name) throws Exception {
        cloud.machines().delete(TEAM + "virtualmachines/" + name).mustBeOk();
        Waiting.until(name + " is gone", PATIENCE,
                () -> cloud.machines().get(TEAM + "virtualmachines/" + name).code() == 404);
    }

    private Rest.Answer review(String site) throws Exception {
        return cloud.machines()
                .post(TEAM + "placementreviews", "{\"spec\":{\"machine\":%s}}".formatted(spec(site)))
                .mustBeOk();
    }

    @Test
    @Order(1)
    void a_machine_goes_to_the_cheapest_site_that_is_near_enough() throws Exception {
        create("cheap", "{}").mustBeOk();
        create("near", NEAR).mustBeOk();
        runs("cheap", "eu-north");
        runs("near", "eu-west");
        assertThat(machine("near").at("/status/node").asString()).isEqualTo("sim-0");
    }

    @Test
    @Order(2)
    void what_no_site_knows_is_refused_with_what_there_is() throws Exception {
        var typo = create("typo", NEAR.replace("berlin", "berln"));
        assertThat(typo.code()).isEqualTo(422);
        assertThat(typo.text("/message")).contains("spec.placement.site.populations[0]", "\"berln\"",
                "the sites know how far they are from berlin");
        assertThat(create("typo", "{\"names\":[\"eu-wst\"]}").text("/message"))
                .contains("spec.placement.site.names[0]", "the sites are eu-north, eu-west");
        assertThat(create("typo", "{\"populations\":[\"berlin\"]}").text("/message"))
                .contains("spec.placement.site.maxLatencyMilliseconds", "say how far from berlin it may be at most");
    }

    @Test
    @Order(3)
    void a_tenant_is_told_what_there_is_to_choose_from_and_nothing_of_how_full_it_is() throws Exception {
        var all = cloud.machines().post(TEAM + "sitereports", "{\"spec\":{}}").mustBeOk().body().at("/status/sites");
        assertThat(all).extracting(site -> site.at("/name").asString()).containsExactly("eu-north", "eu-west");
        assertThat(all.at("/1/latencies/berlin").asInt()).isEqualTo(12);
        assertThat(all.at("/1/open").asBoolean()).isTrue();
        assertThat(all.toString()).doesNotContain("free", "machines", "capacity");
        var none = cloud.machines().post(TEAM + "sitereports", "{\"spec\":{\"populations\":[\"tokyo\"]}}").mustBeOk();
        assertThat(none.body().at("/status/sites").isEmpty()).isTrue();
    }

    @Test
    @Order(4)
    void who_waits_is_told_of_every_site_why_not_and_what_would_help() throws Exception {
        create("second", NEAR).mustBeOk();
        runs("second", "eu-west");
        create("late", NEAR).mustBeOk();
        says("late", "0 of 2 nodes fit: site eu-west: 0 of 1 node fits: 1 too little free memory (asked 512 MiB, most "
                + "free 76 MiB); site eu-north is 41 ms from berlin, more than 20 ms");
        says("late", "waiting: 1st in the queue of class standard");
        var why = cloud.machines().post(TEAM + "placementreviews", "{\"spec\":{\"vmName\":\"late\"}}").mustBeOk();
        assertThat(why.text("/status/filters/0/name")).isEqualTo("Site");
        var removed = 0;
        for (var filter : why.body().at("/status/filters")) {
            removed += filter.at("/removed").asInt();
        }
        assertThat(removed).as("filters add up to all nodes").isEqualTo(why.body().at("/status/nodes").asInt());
        assertThat(why.body().at("/status/hints").toString())
                .contains("It fits if placement.site.maxLatencyMilliseconds is 41 instead of 20");
        var where = review("{}");
        assertThat(where.text("/status/node")).isEqualTo("sim-1");
        assertThat(where.text("/status/message")).startsWith("Site eu-north (cost 4) is the first with room");
    }

    @Test
    @Order(5)
    void capacity_is_counted_site_by_site() throws Exception {
        var report = cloud.machines()
                .post("/apis/compute.cairn.io/v1/capacityreports", "{\"spec\":{\"instanceTypes\":[\"c1.small\"]}}")
                .mustBeOk();
        assertThat(report.text("/status/sites/0/name")).isEqualTo("eu-north");
        assertThat(report.body().at("/status/sites/0/fits/c1.small").asInt()).isEqualTo(1);
        assertThat(report.text("/status/sites/1/name")).isEqualTo("eu-west");
        assertThat(report.body().at("/status/sites/1/fits/c1.small").asInt()).isZero();
    }

    @Test
    @Order(6)
    void who_waits_is_placed_when_a_site_comes_nearer() throws Exception {
        cloud.infrastructure()
                .merge(INFRA + "sites/eu-north",
                        "{\"spec\":{\"latencies\":[{\"population\":\"berlin\",\"milliseconds\":19}]}}")
                .mustBeOk();
        runs("late", "eu-north");
        assertThat(site("eu-north").at("/status/conditions/0/type").asString()).isEqualTo("Taking");
        Waiting.until("it is counted", PATIENCE, () -> site("eu-north").at("/status/machines").asInt() == 2);
    }

    @Test
    @Order(7)
    void a_closed_site_takes_nothing_new_and_says_so_and_what_runs_there_runs_on() throws Exception {
        delete("cheap");
        state("eu-north", "Closed");
        Waiting.until("reviews know", PATIENCE, () -> review("{}").text("/status/message").contains("is closed"));
        assertThat(review("{}").text("/status/message")).contains("site eu-north is closed", "site eu-west: 0 of 1");
        assertThat(machine("late").at("/status/phase").asString()).isEqualTo("Running");
        var away = cloud.infrastructure().delete(INFRA + "sites/eu-north");
        assertThat(away.code()).isEqualTo(409);
        assertThat(away.text("/message")).contains("Site eu-north is closed and has nodes (1)");
        delete("second");
        state("eu-north", "Open");
        Waiting.until("reviews know", PATIENCE, () -> review("{}").text("/status/message").contains("Site eu-north"));
        create("sure", SURE).mustBeOk();
        runs("sure", "eu-north");
    }

    @Test
    @Order(8)
    void what_agreed_to_it_is_made_anew_elsewhere_when_its_site_is_lost_and_never_runs_twice() throws Exception {
        var uid = machine("sure").at("/metadata/uid").asString();
        var host = node("sim-1").host();
        node("sim-1").close();
        Waiting.until("its node is silent", PATIENCE,
                () -> machine("sure").at("/status/phase").asString("").equals("Unknown"));
        assertThat(machine("sure").at("/status/site").asString()).as("silence proves nothing").isEqualTo("eu-north");
        state("eu-north", "Lost");
        runs("sure", "eu-west");
        assertThat(machine("late").at("/status/phase").asString()).as("its owner did not ask for that")
                .isEqualTo("Unknown");
        Waiting.until("the site tells", PATIENCE, () -> site("eu-north").at("/status/machinesWhenLost").asInt() == 2
                && site("eu-north").at("/status/machines").asInt() == 1);
        assertThat(site("eu-north").at("/status/conditions/0/message").asString()).contains(
                "2 machines had a claim there when it was lost, and 1 machine has one there now");
        var late = machine("late").at("/metadata/uid").asString();
        node("sim-1").reboot();
        Waiting.until("the other one is back where its disk is", PATIENCE,
                () -> host.state(late) == Plan.Domain.RUNNING
                        && machine("late").at("/status/phase").asString("").equals("Running"));
        assertThat(host.state(uid)).as("nobody told its old node to start it").isNotEqualTo(Plan.Domain.RUNNING);
        Waiting.until("what is left of it is removed", PATIENCE, () -> !host.machines().contains(uid));
        assertThat(machine("sure").at("/status/site").asString()).isEqualTo("eu-west");
        assertThat(Witness.claims(cloud.database())).hasSize(3);
    }
}
