package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Dedicated CPUs, huge pages and NUMA through the public API, on a node with two NUMA nodes of four CPUs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DedicatedCpusTest {
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(8, 8_192, 100_000).withCells(2, 512, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String API = "/apis/compute.cairn.io/v1/";
    private static final String MACHINES = API + "namespaces/team-a/virtualmachines";
    private static final List<Integer> FIRST = List.of(0, 1, 2, 3);

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

    private Rest.Answer machine(String name) throws Exception {
        return cloud.machines().get(MACHINES + "/" + name).mustBeOk();
    }

    private void runs(String name) throws Exception {
        Waiting.until(name + " runs", PATIENCE, () -> machine(name).text("/status/phase").equals("Running"));
    }

    private SimulatedNode node() {
        return Objects.requireNonNull(cloud.nodes().get("sim-0"));
    }

    /** Where the host runs it. */
    private List<Integer> cpus(String name) throws Exception {
        return node().host().cpus(machine(name).text("/metadata/uid"));
    }

    private String refused(String name) throws Exception {
        Waiting.until(name + " is refused", PATIENCE, () -> scheduled(name).contains("NoNodeFits"));
        assertThat(machine(name).text("/status/phase")).isEqualTo("Pending");
        return scheduled(name);
    }

    private String scheduled(String name) throws Exception {
        for (var condition : machine(name).body().at("/status/conditions")) {
            if (condition.at("/type").asString().equals("Scheduled")) {
                return condition.toString();
            }
        }
        return "";
    }

    private void share(String... names) throws Exception {
        var all = new ArrayList<Integer>();
        for (var name : names) {
            all.addAll(cpus(name));
        }
        assertThat(all).as("CPUs of " + List.of(names)).doesNotHaveDuplicates();
    }

    @Test
    @Order(1)
    void machines_with_dedicated_cpus_never_share_one_over_a_restart_of_agent_and_services() throws Exception {
        cloud.machines()
                .post(API + "instancetypes", """
                                             {"metadata":{"name":"p2.pinned"},"spec":{"cpus":2,"memory":"512Mi",
                                              "dedicatedCpuPlacement":true,"hugepages":{"pageSize":"2Mi"},
                                              "numa":{"maxNodes":1}}}
                                             """)
                .mustBeOk();
        create("floating", "\"resources\":{\"cpus\":1,\"memory\":\"128Mi\"}").mustBeOk();
        runs("floating");
        assertThat(cpus("floating")).as("every CPU").isEmpty();
        create("one", "\"instanceType\":\"p2.pinned\"").mustBeOk();
        runs("one");
        node().restartAgent();
        cloud.restartScheduler();
        create("two", "\"instanceType\":\"p2.pinned\"").mustBeOk();
        runs("two");
        assertThat(Stream.concat(cpus("one").stream(), cpus("two").stream())).as("the fullest NUMA node first")
                .containsExactlyInAnyOrderElementsOf(FIRST);
        assertThat(machine("two").text("/status/numaNodes/0")).isEqualTo("0");
        create("three", "\"resources\":{\"cpus\":3,\"memory\":\"256Mi\",\"dedicatedCpuPlacement\":true}").mustBeOk();
        runs("three");
        assertThat(cpus("three")).hasSize(3).doesNotContainAnyElementsOf(FIRST);
        Waiting.until("the one that shares keeps off", PATIENCE, () -> cpus("floating").size() == 1);
        share("one", "two", "three", "floating");
    }

    @Test
    @Order(2)
    void who_finds_no_cpus_for_itself_is_told_how_many_are_left_and_what_would_help() throws Exception {
        create("four", "\"resources\":{\"cpus\":2,\"memory\":\"128Mi\",\"dedicatedCpuPlacement\":true}").mustBeOk();
        assertThat(refused("four")).contains("asked 2 dedicated CPUs");
        var review = cloud.machines()
                .post(API + "namespaces/team-a/placementreviews", "{\"spec\":{\"vmName\":\"four\"}}")
                .mustBeOk();
        assertThat(review.text("/status/filters/0/name")).isEqualTo("Cpu");
        assertThat(review.body().at("/status/hints").toString())
                .contains("It fits without dedicatedCpuPlacement");
        cloud.machines().delete(MACHINES + "/one").mustBeOk();
        runs("four");
        share("two", "three", "four", "floating");
    }

    @Test
    @Order(3)
    void a_machine_that_asks_for_pages_that_no_node_keeps_is_pending_and_says_so() throws Exception {
        create("huge", "\"resources\":{\"cpus\":1,\"memory\":\"1Gi\",\"hugepages\":{\"pageSize\":\"1Gi\"}}").mustBeOk();
        assertThat(refused("huge")).contains("too few free 1 GiB pages").contains("asked 1 pages, most free 0 pages");
        var review = cloud.machines()
                .post(API + "namespaces/team-a/placementreviews", "{\"spec\":{\"vmName\":\"huge\"}}")
                .mustBeOk();
        assertThat(review.text("/status/filters/0/name")).isEqualTo("Hugepages1Gi");
        assertThat(review.body().at("/status/hints").toString()).contains("It fits without hugepages");
    }

    @Test
    @Order(4)
    void the_capacity_report_counts_pages_and_cpus_that_machines_have_to_themselves() throws Exception {
        cloud.machines()
                .post(API + "instancetypes", """
                                             {"metadata":{"name":"h1.pages"},"spec":{"cpus":1,"memory":"256Mi",
                                              "hugepages":{"pageSize":"2Mi"}}}
                                             """)
                .mustBeOk();
        var report = cloud.machines()
                .post(API + "capacityreports", "{\"spec\":{\"instanceTypes\":[\"p2.pinned\",\"h1.pages\"]}}")
                .mustBeOk();
        assertThat(report.body().at("/status/pools/0/fits/p2.pinned").asInt()).isZero();
        assertThat(report.body().at("/status/pools/0/fits/h1.pages").asInt()).isPositive();
    }

    @Test
    @Order(5)
    void a_size_that_makes_no_sense_is_refused_with_field_value_and_way_out() throws Exception {
        for (var wrong : new String[][]{
                {"\"memory\":\"1500Mi\",\"hugepages\":{\"pageSize\":\"1Gi\"}", "memory",
                        "1500Mi", "ask for 1024Mi or 2048Mi"},
                {"\"memory\":\"1Gi\",\"hugepages\":{\"pageSize\":\"4Mi\"}", "hugepages.pageSize", "4Mi",
                        "one of 2Mi, 1Gi"},
                {"\"memory\":\"1Gi\",\"numa\":{\"maxNodes\":3}", "numa.maxNodes", "3", "at most 2 NUMA nodes"}}) {
            var vm = create("wrong", "\"resources\":{\"cpus\":2,%s}".formatted(wrong[0]));
            assertThat(vm.code()).as(vm.body().toString()).isEqualTo(422);
            assertThat(vm.body().toString()).contains("spec.resources." + wrong[1], wrong[2], wrong[3]);
            var type = cloud.machines()
                    .post(API + "instancetypes",
                            "{\"metadata\":{\"name\":\"wrong\"},\"spec\":{\"cpus\":2,%s}}".formatted(wrong[0]));
            assertThat(type.code()).as(type.body().toString()).isEqualTo(422);
            assertThat(type.body().toString()).contains("spec." + wrong[1], wrong[2], wrong[3]);
        }
    }
}
