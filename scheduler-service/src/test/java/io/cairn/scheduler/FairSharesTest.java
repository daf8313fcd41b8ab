package io.cairn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimRow;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.ListClaimsRequest;
import io.cairn.contract.scheduler.v1.ReleaseRequest;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.scheduler.adapter.kinds.FairShareKind;
import io.cairn.scheduler.application.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Operators weigh projects over the API, and what becomes free goes to those that wait by weight: the real service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FairSharesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    /** Machines for which there is room. */
    private static final int ROOM = 16;
    /** Nobody waits longer than the patience here. */
    private static final long BEGAN = Instant.now().toEpochMilli();

    private Running scheduler;
    private Agents agents;
    private io.cairn.resource.application.Resources<FairShareKind.Spec, FairShareKind.Facts, FairShareKind.Status> shares;
    private ClaimsGrpc.ClaimsBlockingStub claims;

    @BeforeAll
    void oneNode() throws Exception {
        scheduler = new Running();
        shares = scheduler.bean(ResourceApi.class).of(scheduler.bean(NodeKinds.class).share());
        claims = ClaimsGrpc.newBlockingStub(scheduler.service("vm-service"));
        agents = new Agents(scheduler, ROOM, 65_536).join("node", Map.of());
        agents.report();
    }

    @AfterAll
    void close() throws Exception {
        scheduler.close();
    }

    private void until(String what, BooleanSupplier is) {
        var deadline = Instant.now().plus(DEADLINE);
        while (!is.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            agents.report();
        }
    }

    /** @param age seconds that it has waited longer than others */
    private static ClaimRequest ask(String project, int number, int age) {
        return Agents.ask(project + "-" + number, 1)
                .toBuilder()
                .setNamespace(project)
                .setWaitingSinceEpochMilli(BEGAN - age * 1_000 + number)
                .build();
    }

    private List<String> standing(String project) {
        return claims.list(ListClaimsRequest.newBuilder().setLimit(1_000).build())
                .getClaimsList()
                .stream()
                .map(ClaimRow::getVmUid)
                .filter(uid -> uid.startsWith(project + "-"))
                .toList();
    }

    private void release(List<String> uids) {
        uids.forEach(uid -> assertThat(
                claims.release(ReleaseRequest.newBuilder().setVmUid(uid).setGeneration(1).build()).getReleased())
                .isTrue());
    }

    private Resource<FairShareKind.Spec, FairShareKind.Facts, FairShareKind.Status> share(String name,
            String project, int weight) {
        return shares.create(ObjectKey.cluster(name), Map.of(), List.of(),
                new FairShareKind.Spec("acme", project, weight, Optional.empty()));
    }

    private FairShareKind.Status gold() {
        return shares.find(ObjectKey.cluster("gold")).orElseThrow().status();
    }

    private Optional<String> condition() {
        return gold().conditions().stream().map(one -> one.status() + " " + one.reason()).findFirst();
    }

    @Test
    @Order(1)
    void what_becomes_free_goes_to_those_who_wait_by_the_weights_of_their_projects() {
        for (var i = 0; i < ROOM; i++) {
            assertThat(claims.claim(ask("old", i, 0)).hasGranted()).isTrue();
        }
        assertThat(share("gold", "gold", 3).status().conditions().getFirst().reason()).isEqualTo("NotYet");
        until("the weight is known", () -> scheduler.bean(Weights.class).all().equals(Map.of("acme/gold", 3)));
        until("nobody is there", () -> condition().equals(Optional.of("True NoMachines")));
        for (var i = 0; i < ROOM; i++) {
            assertThat(claims.claim(ask("gold", i, 60)).hasRefused()).isTrue();
            assertThat(claims.claim(ask("plain", i, 0)).hasRefused()).isTrue();
        }
        release(standing("old"));
        until("the node is full", () -> standing("gold").size() + standing("plain").size() == ROOM);
        assertThat(standing("gold")).hasSize(12);
        assertThat(standing("plain")).hasSize(4);
    }

    @Test
    @Order(2)
    void its_status_says_what_the_project_has_for_its_weight_beside_the_mean_of_all() {
        until("it is counted", () -> gold().machines().equals(Optional.of(12))
                && gold().waiting().equals(Optional.of(4)) && condition().equals(Optional.of("True Weighed"))
                && gold().meanPerWeight().orElseThrow().text().equals("8Gi"));
        assertThat(gold().has().orElseThrow().text()).isEqualTo("24Gi");
        assertThat(gold().perWeight().orElseThrow().text()).isEqualTo("8Gi");
    }

    @Test
    @Order(3)
    void a_weight_that_is_changed_counts_at_once_for_the_place_in_the_queue_and_for_who_is_next() {
        var first = ask("gold", lastStanding("gold") + 1, 60);
        assertThat(claims.claim(first).getRefused().getWaiting()).isEqualTo(
                "waiting: 1st in the queue of class standard");
        assertThat(shares.changeSpec(shares.find(ObjectKey.cluster("gold")).orElseThrow().uid(), "test",
                spec -> new FairShareKind.Spec(spec.organisation(), spec.project(), 1, spec.description())))
                .isPresent();
        until("all of the other project come first",
                () -> claims.claim(first)
                        .getRefused()
                        .getWaiting()
                        .equals(
                                "waiting: 13th in the queue of class standard"));
        release(standing("gold").subList(0, 8));
        until("the node is full", () -> standing("gold").size() + standing("plain").size() == ROOM);
        assertThat(standing("gold")).hasSize(8);
        assertThat(standing("plain")).hasSize(8);
    }

    private int lastStanding(String project) {
        return standing(project).stream()
                .mapToInt(uid -> Integer.parseInt(uid.substring(uid.indexOf('-') + 1)))
                .max()
                .orElse(-1);
    }

    @Test
    @Order(4)
    void a_project_has_one_fair_share_however_many_are_made_at_once_and_the_weight_1_without() throws Exception {
        var refused = new ArrayList<Refusal>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries = new ArrayList<CompletableFuture<String>>();
            for (var i = 0; i < 8; i++) {
                var name = "one-" + i;
                tries.add(CompletableFuture.supplyAsync(() -> share(name, "other", 2).uid(), threads));
            }
            for (var attempt : tries) {
                attempt.handle((uid, failed) -> failed != null && failed.getCause() instanceof Refusal refusal
                        ? refused.add(refusal)
                        : !uid.isEmpty()).join();
            }
        }
        assertThat(refused).hasSize(7).allSatisfy(refusal -> {
            assertThat(refusal.sentence()).contains("spec.project: Duplicate value: \"other\": FairShare \"one-",
                    "names the project acme/other already; change its spec.weight, or delete it");
            assertThat(refusal.causes()).hasSize(1);
        });
        until("both are known", () -> scheduler.bean(Weights.class).all().size() == 2);
        shares.page("", 10).forEach(one -> assertThat(shares.delete(one.uid())).isPresent());
        until("all are equal", () -> scheduler.bean(Weights.class).all().isEmpty());
    }
}
