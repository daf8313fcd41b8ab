package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Reservations as tenants meet them: the real services over their own APIs, on two simulated nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReservationTest {
    /** Room for two machines of the type c1.small. */
    private static final SimulatedNode.Size SIZE = new SimulatedNode.Size(4, 1_100, 100_000);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String API = "/apis/compute.cairn.io/v1/namespaces/";

    private SimulatedCloud cloud;

    @BeforeAll
    void open() throws Exception {
        cloud = new SimulatedCloud(2, SIZE, new Random(1));
    }

    @AfterAll
    void close() throws Exception {
        cloud.close();
    }

    private static String in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private Rest.Answer reserve(String namespace, String name, String more) throws Exception {
        return cloud.machines()
                .post(API + namespace + "/reservations",
                        """
                        {"metadata":{"name":"%s"},"spec":{"instanceType":"c1.small","rootDisk":{"size":"16Mi"},%s}}
                        """.formatted(name, more));
    }

    private Rest.Answer machine(String namespace, String name, String more) throws Exception {
        return cloud.machines()
                .post(API + namespace + "/virtualmachines",
                        """
                        {"metadata":{"name":"%s"},"spec":{"instanceType":"c1.small","image":"micro",
                         "rootDisk":{"size":"16Mi"},"terminationGracePeriodSeconds":1%s}}
                        """.formatted(name, more));
    }

    private static String from(String reservation) {
        return ",\"placement\":{\"reservation\":\"%s\"}".formatted(reservation);
    }

    private JsonNode get(String namespace, String kind, String name) throws Exception {
        return cloud.machines().get(API + namespace + "/" + kind + "/" + name).mustBeOk().body();
    }

    private void until(String namespace, String kind, String name, String pointer, String value) throws Exception {
        Waiting.until("%s of %s is %s".formatted(pointer, name, value), PATIENCE,
                () -> get(namespace, kind, name).at(pointer).asString("").equals(value));
    }

    private void says(String namespace, String name, String words) throws Exception {
        Waiting.until("%s says %s".formatted(name, words), PATIENCE,
                () -> get(namespace, "virtualmachines", name).at("/status/conditions").toString().contains(words));
    }

    private long quota(String dimension) throws Exception {
        var used = cloud.database()
                .queryForList("select used from vm.quota_usage where organisation = 'default' and namespace = 'team-a' "
                        + "and dimension = ?", Long.class, dimension);
        return used.isEmpty() ? 0 : Long.parseLong(String.valueOf(used.getFirst()));
    }

    @Test
    @Order(1)
    void what_makes_no_sense_is_refused_by_field_value_and_way_out() throws Exception {
        assertThat(reserve("team-a", "wrong", "\"count\":0,\"until\":\"%s\"".formatted(in(Duration.ofHours(1)))).text(
                "/message")).contains("spec.count");
        assertThat(reserve("team-a", "wrong", "\"count\":1,\"until\":\"%s\"".formatted(in(Duration.ofDays(-1)))).text(
                "/message")).contains("spec.until", "must be in the future");
        assertThat(reserve("team-a", "wrong", "\"count\":1,\"until\":\"%s\"".formatted(in(Duration.ofDays(900)))).text(
                "/message")).contains("spec.until", "at most a year ahead");
        assertThat(machine("team-a", "wrong",
                ",\"placement\":{\"reservation\":\"train\",\"gang\":{\"name\":\"a\",\"size\":2}}").text("/message"))
                .contains("spec.placement.gang", "the pieces of reservation train are held together already");
    }

    @Test
    @Order(2)
    void one_that_is_too_large_holds_nothing_and_says_why_at_three_in_the_morning() throws Exception {
        reserve("team-a", "greedy", "\"count\":5,\"until\":\"%s\"".formatted(in(Duration.ofHours(1)))).mustBeOk();
        // The first answer may be of a look at which not all of its pieces had arrived.
        Waiting.until("greedy is told why", PATIENCE,
                () -> get("team-a", "reservations", "greedy").at("/status/message")
                        .asString("")
                        .startsWith("4 of 5 pieces of the reservation fit, the next one does not: 0 of 2 nodes fit: "
                                + "2 too little free memory (asked 512 MiB, most free 76 MiB). Ask for less"));
        var greedy = get("team-a", "reservations", "greedy");
        assertThat(greedy.at("/status/phase").asString()).isEqualTo("Short");
        assertThat(greedy.at("/status/message").asString()).contains("waiting: 1st in the queue");
        assertThat(greedy.at("/status/held").asInt()).isZero();
        assertThat(Witness.claims(cloud.database())).isEmpty();
        cloud.machines().delete(API + "team-a/reservations/greedy").mustBeOk();
        Waiting.until("it is gone", PATIENCE,
                () -> cloud.machines().get(API + "team-a/reservations/greedy").code() == 404);
        assertThat(quota("memory")).isZero();
    }

    @Test
    @Order(3)
    void what_is_held_is_nobody_elses_and_counts_against_the_quota() throws Exception {
        reserve("team-a", "train", "\"count\":3,\"until\":\"%s\"".formatted(in(Duration.ofHours(1)))).mustBeOk();
        until("team-a", "reservations", "train", "/status/phase", "Held");
        var train = get("team-a", "reservations", "train");
        assertThat(train.at("/status/held").asInt()).isEqualTo(3);
        assertThat(train.at("/status/conditions/0/status").asString()).isEqualTo("True");
        assertThat(quota("memory")).isEqualTo(3 * 512);
        machine("team-b", "first", "").mustBeOk();
        until("team-b", "virtualmachines", "first", "/status/phase", "Running");
        machine("team-b", "second", "").mustBeOk();
        says("team-b", "second", "too little free memory");
        assertThat(get("team-b", "virtualmachines", "second").toString()).as("whose room it is")
                .doesNotContain("train")
                .doesNotContain("team-a");
    }

    @Test
    @Order(4)
    void machines_take_the_place_of_its_pieces_and_are_counted_once() throws Exception {
        machine("team-a", "web", from("train")).mustBeOk();
        until("team-a", "virtualmachines", "web", "/status/phase", "Running");
        until("team-a", "reservations", "train", "/status/used", "1");
        assertThat(get("team-a", "reservations", "train").at("/status/held").asInt()).isEqualTo(2);
        assertThat(quota("memory")).isEqualTo(3 * 512);
        assertThat(quota("machines")).isEqualTo(1);
        assertThat(Witness.claims(cloud.database())).hasSize(4);
    }

    @Test
    @Order(5)
    void who_gets_nothing_of_it_is_told_which_reservation_and_the_way_out() throws Exception {
        machine("team-a", "lost", from("nothing")).mustBeOk();
        says("team-a", "lost",
                "There is no reservation nothing in namespace team-a. Create it, or make the machine anew "
                        + "without placement.reservation");
        machine("team-b", "thief", from("train")).mustBeOk();
        says("team-b", "thief", "There is no reservation train in namespace team-b");
        reserve("team-a", "later", "\"count\":1,\"from\":\"%s\",\"until\":\"%s\"".formatted(in(Duration.ofDays(1)), in(
                Duration.ofDays(2)))).mustBeOk();
        machine("team-a", "early", from("later")).mustBeOk();
        says("team-a", "early", "Reservation later holds room from");
        assertThat(get("team-a", "reservations", "later").at("/status/phase").asString()).isEqualTo("Ahead");
        var large = cloud.machines()
                .post(API + "team-a/virtualmachines",
                        """
                        {"metadata":{"name":"large"},"spec":{"instanceType":"c2.small","image":"micro",
                         "placement":{"reservation":"train"}}}""")
                .mustBeOk();
        assertThat(large.ok()).isTrue();
        says("team-a", "large", "It asks for 2 vCPUs, and a piece of reservation train has 1 vCPU");
        var review = cloud.machines()
                .post(API + "team-a/placementreviews", "{\"spec\":{\"vmName\":\"large\"}}")
                .mustBeOk();
        assertThat(review.text("/status/message")).contains("a piece of reservation train has 1 vCPU");
    }

    @Test
    @Order(6)
    void what_is_used_up_is_said_to_be_after_both_services_restarted() throws Exception {
        cloud.restartScheduler();
        cloud.restartVm();
        machine("team-a", "api", from("train")).mustBeOk();
        machine("team-a", "db", from("train")).mustBeOk();
        until("team-a", "virtualmachines", "api", "/status/phase", "Running");
        until("team-a", "virtualmachines", "db", "/status/phase", "Running");
        until("team-a", "reservations", "train", "/status/used", "3");
        machine("team-a", "fourth", from("train")).mustBeOk();
        says("team-a", "fourth", "All 3 pieces of reservation train are taken. Reserve more, or make the machine anew "
                + "without placement.reservation");
    }

    @Test
    @Order(7)
    void what_is_left_is_given_back_at_its_end_and_machines_stay() throws Exception {
        cloud.machines().delete(API + "team-a/virtualmachines/web").mustBeOk();
        cloud.machines().delete(API + "team-b/virtualmachines/second").mustBeOk();
        Waiting.until("its room is free", PATIENCE, () -> Witness.claims(cloud.database()).size() == 3);
        reserve("team-a", "short", "\"count\":1,\"until\":\"%s\"".formatted(in(Duration.ofHours(1)))).mustBeOk();
        until("team-a", "reservations", "short", "/status/phase", "Held");
        cloud.machines()
                .merge(API + "team-a/reservations/short", "{\"spec\":{\"until\":\"%s\"}}".formatted(in(Duration
                        .ofSeconds(1))))
                .mustBeOk();
        until("team-a", "reservations", "short", "/status/phase", "Over");
        Waiting.until("nothing is held", PATIENCE, () -> Witness.claims(cloud.database()).size() == 3);
        assertThat(get("team-a", "virtualmachines", "api").at("/status/phase").asString()).isEqualTo("Running");
        cloud.machines().delete(API + "team-a/reservations/train").mustBeOk();
        Waiting.until("it is gone", PATIENCE,
                () -> cloud.machines().get(API + "team-a/reservations/train").code() == 404);
        assertThat(get("team-a", "virtualmachines", "api").at("/status/phase").asString()).isEqualTo("Running");
        var events = cloud.database().queryForList("select body from vm.event_outbox", String.class);
        assertThat(events).anyMatch(event -> event.contains("All of its 3 pieces are held until"))
                .anyMatch(event -> event.contains("Machines have taken 3 of 3 pieces"))
                .anyMatch(event -> event.contains("What no machine had taken is given back"));
    }

    @Test
    @Order(8)
    void a_machine_that_waits_for_it_is_placed_when_its_time_comes() throws Exception {
        reserve("team-a", "soon", "\"count\":1,\"from\":\"%s\",\"until\":\"%s\"".formatted(in(Duration.ofSeconds(5)),
                in(Duration.ofHours(1)))).mustBeOk();
        machine("team-a", "patient", from("soon")).mustBeOk();
        until("team-a", "virtualmachines", "patient", "/status/phase", "Running");
        assertThat(get("team-a", "reservations", "soon").at("/status/used").asInt()).isEqualTo(1);
    }
}
