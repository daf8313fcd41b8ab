package io.cairn.scheduler.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.scheduler.adapter.json.JsonShapes;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Batches;
import io.cairn.scheduler.application.Claim;
import io.cairn.scheduler.application.ClaimAsk;
import io.cairn.scheduler.application.Fleet;
import io.cairn.scheduler.application.Nomination;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.PriorityClass;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DataIntegrityViolationException;

/** Room that is made for others: who has to go, what they keep, who gets it, on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreemptionTest {
    private static final Resources CAPACITY = Resources.of(16, 8_192, 10_000);
    /** Two of them fill a node. */
    private static final Resources HALF = Resources.of(2, 4_096, 3_000);

    private final Inventory inventory = new Inventory();
    private Storage storage;
    private PostgresClaims claims;
    private Batches batches;
    private Placing placing;

    @BeforeAll
    void open() throws Exception {
        storage = new Storage();
        claims = storage.claims();
    }

    private Batches scheduler() {
        return new Batches(
                new Fleet(claims, inventory, new JsonShapes(), () -> new ClusterView(Pools.all(PolicyName.BESTFIT))),
                claims, Clock.systemUTC(), Quiet.TALLY).start();
    }

    @AfterAll
    void close() throws Exception {
        storage.close();
    }

    @BeforeEach
    void empty() {
        inventory.forget();
        Tables.empty(storage.jdbc());
        batches = scheduler();
        placing = new Placing(batches);
    }

    @AfterEach
    void audit() {
        batches.close();
        assertThat(storage.findings()).isEmpty();
    }

    private void node(String name) {
        inventory.put(name);
        storage.report(name, Amount.of(CAPACITY), Storage.gpu("0000:01:00.0", 1), Storage.gpu("0000:02:00.0", 2));
    }

    private static Request request(Resources size) {
        return Request.of(size).with(new Owner("default", "team-a")).withPriority(0, false);
    }

    private static ClaimAsk spot(String vm, long generation, DeviceAsk... devices) {
        return new ClaimAsk(vm, generation, "default/team-a/" + vm, request(HALF).withPriority(-1000, true)
                .withDevices(devices)
                .withLabels(Map.of(PriorityClass.LABEL, "spot")));
    }

    private static ClaimAsk high(String vm, Resources size, int mostVictims) {
        return new ClaimAsk(vm, 1, "default/team-b/" + vm, request(size).withPriority(500, false), mostVictims);
    }

    private Claim granted(ClaimAsk ask) {
        return switch (placing.claim(ask)) {
            case Placing.Outcome.Granted(var claim) -> claim;
            case Placing.Outcome.Refused refused -> throw new AssertionError("Refused: " + refused);
        };
    }

    private Placing.Outcome.Refused refused(ClaimAsk ask) {
        return switch (placing.claim(ask)) {
            case Placing.Outcome.Granted granted -> throw new AssertionError("Granted: " + granted);
            case Placing.Outcome.Refused refused -> refused;
        };
    }

    private static List<String> uids(Placing.Outcome.Refused refused) {
        return refused.victims().stream().map(Nomination.Victim::vmUid).toList();
    }

    @Test
    void who_fits_nowhere_gets_the_room_of_the_fewest_and_only_once_they_gave_it_up() {
        node("node-1");
        granted(spot("spot-1", 1));
        granted(spot("spot-2", 1));
        var first = refused(high("high-1", HALF, 4));
        assertThat(first.refusal().reason()).isEqualTo("MakingRoom");
        assertThat(first.victims()).hasSize(1);
        assertThat(first.victims().getFirst().priorityClass()).isEqualTo("spot");
        assertThat(refused(high("high-1", HALF, 4)).victims()).as("asked again").isEqualTo(first.victims());
        var victim = first.victims().getFirst().vmUid();
        assertThat(placing.park(victim, 2)).isInstanceOf(Result.Done.class);
        assertThat(granted(high("high-1", HALF, 4)).node()).isEqualTo("node-1");
        assertThat(claims.kept().nominations()).as("the room is taken").isEmpty();
        assertThat(refused(spot(victim, 3)).refusal().message()).contains("Node node-1, where its disk is");
        assertThat(placing.release("high-1", 1)).isInstanceOf(Result.Done.class);
        assertThat(granted(spot(victim, 3)).node()).isEqualTo("node-1");
    }

    @Test
    void the_room_that_is_made_is_nobody_elses_not_even_after_a_restart() {
        node("node-1");
        granted(spot("spot-1", 1));
        granted(spot("spot-2", 1));
        var victim = uids(refused(high("high-1", HALF, 4))).getFirst();
        assertThat(placing.park(victim, 2)).isInstanceOf(Result.Done.class);
        try (var another = scheduler()) {
            var there = new Placing(another);
            assertThat(there.claim(new ClaimAsk("thief", 1, "default/team-a/thief", request(HALF))))
                    .isInstanceOf(Placing.Outcome.Refused.class);
            assertThat(there.claim(spot(victim, 3))).isInstanceOf(Placing.Outcome.Refused.class);
            assertThat(there.claim(high("high-1", HALF, 4))).isInstanceOf(Placing.Outcome.Granted.class);
        }
    }

    @Test
    void nobody_goes_for_more_than_its_class_allows_or_for_an_equal_or_for_their_disk() {
        node("node-1");
        granted(spot("spot-1", 1));
        granted(spot("spot-2", 1));
        assertThat(uids(refused(high("whole", Resources.of(4, 8_192, 100), 1)))).as("it takes two").isEmpty();
        assertThat(uids(refused(high("none", HALF, 0)))).isEmpty();
        assertThat(uids(refused(new ClaimAsk("spot-3", 1, "default/team-a/spot-3", spot("spot-3", 1).request(), 4))))
                .as("of the same class")
                .isEmpty();
        assertThat(uids(refused(high("disk", Resources.of(1, 512, 9_000), 4)))).as("disks stay").isEmpty();
        assertThat(claims.kept().nominations()).isEmpty();
        assertThat(uids(refused(high("both", Resources.of(4, 8_192, 100), 2)))).containsExactlyInAnyOrder("spot-1",
                "spot-2");
    }

    @Test
    void who_made_room_keeps_its_disk_and_gives_up_all_the_rest() {
        node("node-1");
        var before = granted(spot("spot-1", 1, DeviceAsk.whole("gpu", "model-a", 2)));
        assertThat(before.devices()).hasSize(2);
        assertThat(placing.park("spot-1", 1)).as("for the wish that the claim is of").isInstanceOf(Result.Stands.class);
        assertThat(placing.park("spot-1", 2)).isInstanceOf(Result.Done.class);
        assertThat(placing.park("spot-1", 2)).as("twice").isInstanceOf(Result.Done.class);
        var parked = claims.find("spot-1").orElseThrow();
        assertThat(parked.parked()).isTrue();
        assertThat(parked.amount()).isEqualTo(new Amount(0, 0, 0, 0, 0, 3_000, 0));
        assertThat(parked.id()).isEqualTo(before.id());
        assertThat(refused(spot("spot-1", 1)).refusal().reason()).as("a late repeat").isEqualTo("Superseded");
        assertThat(granted(new ClaimAsk("other", 1, "default/team-a/other",
                request(HALF).withDevices(DeviceAsk.whole("gpu", "model-a", 2)))).devices()).hasSize(2);
        assertThat(refused(spot("spot-1", 3, DeviceAsk.whole("gpu", "model-a", 2))).refusal().message())
                .contains("without the free devices");
        assertThat(placing.release("other", 1)).isInstanceOf(Result.Done.class);
        var back = granted(spot("spot-1", 3, DeviceAsk.whole("gpu", "model-a", 2)));
        assertThat(back.id()).as("another claim by its number").isGreaterThan(before.id());
        assertThat(back.devices()).extracting(DeviceShare::address).containsExactly("0000:01:00.0", "0000:02:00.0");
        assertThat(placing.park("spot-1", 2)).as("a late repeat frees nothing").isInstanceOf(Result.Stands.class);
        assertThat(claims.find("spot-1")).contains(back);
        assertThat(placing.release("spot-1", 9)).isInstanceOf(Result.Done.class);
    }

    @Test
    void a_claim_without_vcpus_can_hold_nothing_but_a_disk() {
        node("node-1");
        granted(spot("spot-1", 1, DeviceAsk.whole("gpu", "model-a", 1)));
        assertThatThrownBy(() -> storage.jdbc().update("update claim set cpus = 0, memory_mib = 0"))
                .as("it has a device")
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(() -> storage.jdbc().update("update claim set cpus = 0"))
                .as("it has memory")
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(placing.park("nobody", 1)).isInstanceOf(Result.Absent.class);
    }

    @Test
    void who_waits_for_room_and_is_withdrawn_keeps_it_from_nobody() {
        node("node-1");
        granted(spot("spot-1", 1));
        granted(spot("spot-2", 1));
        assertThat(refused(high("high-1", HALF, 4)).victims()).isNotEmpty();
        assertThat(claims.kept().nominations()).hasSize(1);
        assertThat(placing.release("high-1", 1)).isInstanceOf(Result.Absent.class);
        assertThat(claims.kept().nominations()).isEmpty();
        storage.jdbc()
                .update("insert into nomination (vm_uid, expires, body) values ('old', now() - interval '1s', '{}')");
        assertThat(claims.kept().nominations()).as("one that expired").isEmpty();
    }
}
