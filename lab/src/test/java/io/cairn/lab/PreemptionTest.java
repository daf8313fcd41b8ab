package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.domain.Plan;
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

/** Priority classes as tenants and operators meet them: the real services over their own APIs, on one simulated node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PreemptionTest {
    /** Room for two machines of the type c1.small. */
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(4, 1_100, 100_000);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CLASSES = "/apis/infra.cairn.io/v1/priorityclasses";
    private static final String API = "/apis/compute.cairn.io/v1/";

    private SimulatedCloud cloud;

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(1, SIZE, new Random(1));
    }

    @AfterAll
    void close() throws Exception {
        cloud.close();
    }

    private static String path(String namespace, String name) {
        return API + "namespaces/" + namespace + "/virtualmachines/" + name;
    }

    private Rest.Answer create(String namespace, String name, String priorityClass) throws Exception {
        return place(namespace, name, "{\"priorityClass\":\"%s\"}".formatted(priorityClass));
    }

    private Rest.Answer place(String namespace, String name, String placement) throws Exception {
        return cloud.machines()
                .post(API + "namespaces/" + namespace + "/virtualmachines",
                        """
                        {"metadata":{"name":"%s"},"spec":{"instanceType":"c1.small","image":"micro",
                         "rootDisk":{"size":"16Mi"},"terminationGracePeriodSeconds":1,
                         "placement":%s}}
                        """.formatted(name, placement));
    }

    private JsonNode machine(String namespace, String name) throws Exception {
        return cloud.machines().get(path(namespace, name)).mustBeOk().body();
    }

    private void until(String namespace, String name, String phase) throws Exception {
        Waiting.until("%s is %s".formatted(name, phase), PATIENCE,
                () -> machine(namespace, name).at("/status/phase").asString("").equals(phase));
    }

    private static JsonNode condition(JsonNode machine, String type) {
        for (var condition : machine.at("/status/conditions")) {
            if (condition.at("/type").asString("").equals(type)) {
                return condition;
            }
        }
        throw new AssertionError("No condition %s in %s".formatted(type, machine.at("/status")));
    }

    private Plan.Domain domain(JsonNode machine) {
        return cloud.nodes().values().iterator().next().host().state(machine.at("/metadata/uid").asString(""));
    }

    @Test
    @Order(1)
    void there_are_classes_after_the_first_start_and_operators_change_them() throws Exception {
        var classes = cloud.infrastructure().get(CLASSES).mustBeOk().body().at("/items");
        assertThat(classes).extracting(one -> one.at("/metadata/name").asString())
                .containsExactlyInAnyOrder("spot", "standard", "high", "system");
        cloud.infrastructure().merge(CLASSES + "/spot", "{\"spec\":{\"noticeSeconds\":2}}").mustBeOk();
        assertThat(cloud.infrastructure().merge(CLASSES + "/spot", "{\"spec\":{\"value\":5000}}").code())
                .isEqualTo(422);
    }

    @Test
    @Order(2)
    void nobody_gets_ahead_by_typing_system() throws Exception {
        var answer = create("team-a", "greedy", "system");
        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.text("/message")).contains("spec.placement.priorityClass", "\"system\"",
                "organisation default may use high, standard, spot");
    }

    @Test
    @Order(3)
    void a_high_machine_displaces_a_spot_one_with_notice() throws Exception {
        create("team-a", "cheap", "spot").mustBeOk();
        create("team-a", "sure", "standard").mustBeOk();
        until("team-a", "cheap", "Running");
        until("team-a", "sure", "Running");
        create("team-b", "secret", "high").mustBeOk();
        Waiting.until("the spot machine is told", PATIENCE,
                () -> machine("team-a", "cheap").at("/status/conditions").toString().contains("Preempt"));
        until("team-a", "cheap", "Preempted");
        until("team-b", "secret", "Running");
        var cheap = machine("team-a", "cheap");
        assertThat(domain(cheap)).as("it is off, and there").isEqualTo(Plan.Domain.OFF);
        assertThat(domain(machine("team-b", "secret"))).isEqualTo(Plan.Domain.RUNNING);
        assertThat(condition(cheap, "Preempted").at("/reason").asString()).isEqualTo("Preempted");
        assertThat(cheap.at("/status/node").asString("")).as("its disk is there").isNotEmpty();
        assertThat(cheap.toString()).as("who took its place").doesNotContain("secret").doesNotContain("team-b");
        assertThat(machine("team-a", "sure").at("/status/phase").asString()).isEqualTo("Running");
        var events = cloud.database().queryForList("select body from vm.event_outbox", String.class);
        assertThat(events)
                .anyMatch(event -> event.contains("PreemptionNotice") && event.contains("Its room is needed for "
                        + "a machine of a higher priority class: it is shut down at"));
        assertThat(events).noneMatch(event -> event.contains("Preempt") && event.contains("secret"));
    }

    @Test
    @Order(4)
    void it_cannot_be_restarted_meanwhile_and_is_told_why() throws Exception {
        var answer = cloud.machines().post(path("team-a", "cheap") + "/restart", "");
        assertThat(answer.code()).isEqualTo(409);
        assertThat(answer.text("/message")).contains("makes room for others");
    }

    @Test
    @Order(5)
    void it_is_back_on_its_disk_after_the_high_one_was_deleted_though_both_services_restarted_meanwhile()
            throws Exception {
        var before = machine("team-a", "cheap");
        cloud.restartScheduler();
        cloud.restartVm();
        assertThat(machine("team-a", "cheap").at("/status/phase").asString()).isEqualTo("Preempted");
        cloud.machines().delete(path("team-b", "secret")).mustBeOk();
        until("team-a", "cheap", "Running");
        var after = machine("team-a", "cheap");
        assertThat(after.at("/metadata/uid")).isEqualTo(before.at("/metadata/uid"));
        assertThat(after.at("/status/node")).isEqualTo(before.at("/status/node"));
        assertThat(domain(after)).isEqualTo(Plan.Domain.RUNNING);
        assertThat(after.at("/status/conditions").toString()).doesNotContain("Preempted");
    }

    @Test
    @Order(6)
    void a_preempted_machine_can_be_deleted() throws Exception {
        create("team-b", "again", "high").mustBeOk();
        until("team-a", "cheap", "Preempted");
        until("team-b", "again", "Running");
        cloud.machines().delete(path("team-a", "cheap")).mustBeOk();
        Waiting.until("it is gone", PATIENCE, () -> cloud.machines().get(path("team-a", "cheap")).code() == 404);
        assertThat(Witness.claims(cloud.database())).hasSize(2);
    }

    private void says(String namespace, String name, String words) throws Exception {
        Waiting.until("%s says %s".formatted(name, words), PATIENCE,
                () -> machine(namespace, name).at("/status/conditions").toString().contains(words));
    }

    @Test
    @Order(7)
    void a_gang_waits_until_all_are_there_and_runs_together() throws Exception {
        cloud.machines().delete(path("team-a", "sure")).mustBeOk();
        cloud.machines().delete(path("team-b", "again")).mustBeOk();
        Waiting.until("nothing is claimed", PATIENCE, () -> Witness.claims(cloud.database()).isEmpty());
        var pair = "{\"gang\":{\"name\":\"pair\",\"size\":2}}";
        place("team-c", "first", pair).mustBeOk();
        says("team-c", "first", "waiting for 1 of 2 members");
        assertThat(Witness.claims(cloud.database())).as("nothing is held for a part").isEmpty();
        place("team-c", "second", pair).mustBeOk();
        until("team-c", "first", "Running");
        until("team-c", "second", "Running");
        assertThat(place("team-c", "wrong", "{\"gang\":{\"name\":\"pair\",\"size\":1}}").code()).isEqualTo(422);
    }

    @Test
    @Order(8)
    void who_waits_knows_its_place_in_the_queue_and_is_placed_when_its_turn_comes() throws Exception {
        create("team-d", "patient", "standard").mustBeOk();
        says("team-d", "patient", "waiting: 1st in the queue of class standard");
        create("team-d", "urgent", "high").mustBeOk();
        says("team-d", "urgent", "waiting: 1st in the queue of class high");
        cloud.machines().delete(path("team-c", "first")).mustBeOk();
        until("team-d", "urgent", "Running");
        assertThat(machine("team-d", "patient").at("/status/node").asString("")).isEmpty();
        cloud.machines().delete(path("team-c", "second")).mustBeOk();
        until("team-d", "patient", "Running");
    }
}
