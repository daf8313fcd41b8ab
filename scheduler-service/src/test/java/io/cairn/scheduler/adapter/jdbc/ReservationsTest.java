package io.cairn.scheduler.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.scheduler.adapter.json.JsonShapes;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Batches;
import io.cairn.scheduler.application.Claim;
import io.cairn.scheduler.application.ClaimAsk;
import io.cairn.scheduler.application.Fleet;
import io.cairn.scheduler.application.Intent;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.application.Supposition;
import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Piece;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/** Room that is held for machines to come, and machines that take their place in it, on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReservationsTest {
    private static final String TRAIN = "train-uid";
    /** Two of them fill a node. */
    private static final Resources HALF = Resources.of(2, 4_096, 3_000);
    private static final DeviceAsk GPU = DeviceAsk.whole("gpu", "model-a", 1);

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

    private void nodes(int count) {
        for (var i = 1; i <= count; i++) {
            inventory.put("node-" + i);
            storage.report("node-" + i, Amount.of(Resources.of(16, 8_192, 10_000)), Storage.gpu("0000:01:00.0", 1),
                    Storage.gpu("0000:02:00.0", 2));
        }
    }

    private static Request request(DeviceAsk... devices) {
        return Request.of(HALF)
                .with(new Owner("default", "team-a"))
                .withPriority(0, false)
                .withDevices(devices);
    }

    private static ClaimAsk piece(int number, int of, DeviceAsk... devices) {
        var piece = new Piece(TRAIN, number);
        var gang = of < 2 ? Optional.<ClaimAsk.Gang>empty()
                : Optional.of(new ClaimAsk.Gang("reservation/" + TRAIN, of));
        return new ClaimAsk(piece.holder(), 1, "default/team-a/train", request(devices).withLabels(Map.of(Piece.LABEL,
                TRAIN, ClaimAsk.Gang.LABEL, "reservation/" + TRAIN)), 0, gang, Instant.EPOCH,
                new ClaimAsk.Reserving.Holds(piece));
    }

    private static ClaimAsk machine(String vm, Request request) {
        return new ClaimAsk(vm, 1, "default/team-a/" + vm, request, 0, Optional.empty(), Instant.EPOCH,
                new ClaimAsk.Reserving.Redeems(TRAIN, "train"));
    }

    private static ClaimAsk stranger(String vm) {
        return new ClaimAsk(vm, 1, "default/team-b/" + vm, request());
    }

    /** Asks for all pieces until all are there or somebody says why not. */
    private List<Placing.Outcome> hold(int count, DeviceAsk... devices) {
        var begun = IntStream.rangeClosed(1, count).mapToObj(i -> placing.begin(piece(i, count, devices))).toList();
        return begun.stream().map(answer -> answer.join()).toList();
    }

    private Claim granted(ClaimAsk ask) {
        return switch (placing.claim(ask)) {
            case Placing.Outcome.Granted(var claim) -> claim;
            case Placing.Outcome.Refused refused -> throw new AssertionError("Refused: " + refused);
        };
    }

    private Decision.NoFit refused(ClaimAsk ask) {
        return switch (placing.claim(ask)) {
            case Placing.Outcome.Granted granted -> throw new AssertionError("Granted: " + granted);
            case Placing.Outcome.Refused refused -> refused.refusal();
        };
    }

    private List<String> held() {
        return storage.jdbc()
                .query("select vm_uid from claim where vm_uid like 'reservation/%' order by piece", ClaimRows::first);
    }

    @Test
    void all_of_it_is_held_or_nothing_is_and_the_refusal_counts_the_pieces() {
        nodes(2);
        granted(stranger("other"));
        assertThat(hold(4)).last()
                .isInstanceOfSatisfying(Placing.Outcome.Refused.class, refused -> assertThat(refused.refusal()
                        .message())
                        .startsWith("3 of 4 pieces of the reservation fit, the next one does not: 0 of 2 nodes fit"));
        assertThat(held()).isEmpty();
        assertThat(placing.release("other", 1)).isInstanceOf(Result.Done.class);
        hold(4);
        assertThat(hold(4)).as("asked again").allMatch(Placing.Outcome.Granted.class::isInstance);
        assertThat(held()).hasSize(4);
        assertThat(refused(stranger("other")).reason()).isEqualTo("NoNodeFits");
    }

    @Test
    void a_machine_takes_the_place_of_a_piece_with_its_devices_and_a_repeat_takes_no_other() {
        nodes(1);
        hold(2, GPU);
        var before = claims.find(new Piece(TRAIN, 1).holder()).orElseThrow();
        var claim = granted(machine("vm-1", request(GPU)));
        assertThat(claim.node()).isEqualTo("node-1");
        assertThat(claim.piece()).isPresent();
        assertThat(claim.devices()).hasSize(1);
        assertThat(held()).hasSize(1).doesNotContain(claim.piece().orElseThrow().holder());
        assertThat(granted(machine("vm-1", request(GPU)))).as("a repeat").isEqualTo(claim);
        assertThat(held()).hasSize(1);
        assertThat(storage.jdbc()
                .queryForList("select state from device order by address", String.class)).containsOnly("CLAIMED");
        assertThat(granted(machine("vm-2", request(GPU))).id()).isGreaterThan(before.id());
        var used = refused(machine("vm-3", request(GPU)));
        assertThat(used.reason()).isEqualTo("ReservationUsedUp");
        assertThat(used.message()).isEqualTo("Reservation train has no piece left");
        assertThat(used.nextStep()).contains("without placement.reservation");
    }

    @Test
    void what_is_larger_than_a_piece_is_refused_and_the_piece_stays() {
        nodes(1);
        hold(2);
        var refusal = refused(machine("vm-1", request().with(Resources.of(2, 5_000, 3_000))));
        assertThat(refusal.reason()).isEqualTo("ReservationDoesNotFit");
        assertThat(refusal.message()).isEqualTo("It fits in place of none of the 2 pieces that reservation train holds:"
                + " Node node-1, where a piece is held: too little free memory (asked 5000 MiB, most free 4096 MiB)");
        assertThat(held()).hasSize(2);
        assertThat(placing.review(machine("vm-1", request()), Supposition.NONE).decision())
                .as("what-if takes the piece as given back")
                .isInstanceOf(Decision.Chosen.class);
        assertThat(held()).hasSize(2);
    }

    @Test
    void what_cannot_be_claimed_gives_back_no_piece() {
        nodes(1);
        hold(2);
        var piece = Optional.of(new Piece(TRAIN, 1));
        var tooMuch = new Intent.Take("vm-1", 1, "default/team-a/vm-1", "node-1", Amount.of(Resources.of(2, 9_000, 1)),
                List.of(), List.of(), "", "", piece);
        var fits = new Intent.Take("vm-2", 1, "default/team-a/vm-2", "node-1", Amount.of(HALF), List.of(), List.of(),
                "", "", piece);
        var late = new Intent.Take("vm-3", 1, "default/team-a/vm-3", "node-1", Amount.of(Resources.of(1, 1, 1)),
                List.of(), List.of(), "", "", piece);
        var results = claims.commit(List.of(tooMuch, fits, late));
        assertThat(results.get(0)).isInstanceOf(Result.NoRoom.class);
        assertThat(results.get(1)).isInstanceOf(Result.Done.class);
        assertThat(results.get(2)).isEqualTo(new Result.NoRoom("node-1",
                "another machine took that piece of the reservation"));
        assertThat(held()).containsExactly(new Piece(TRAIN, 2).holder());
        var again = new Intent.Take(new Piece(TRAIN, 1).holder(), 1, "default/team-a/train", "node-1",
                Amount.of(Resources.of(1, 1, 1)), List.of(), List.of(), "", "", piece);
        assertThat(claims.commit(List.of(again))).as("a piece that a machine has")
                .first()
                .isInstanceOf(Result.NoRoom.class);
    }

    @Test
    void two_schedulers_that_race_for_the_pieces_give_each_to_one_machine() {
        nodes(8);
        hold(16);
        hold(16);
        assertThat(held()).hasSize(16);
        try (var another = scheduler()) {
            var there = new Placing(another);
            var asked = IntStream.range(0, 24)
                    .mapToObj(i -> List.of(placing.begin(machine("vm-" + i, request())), there.begin(machine("vm-" + i,
                            request()))))
                    .toList();
            var nodes = new TreeSet<String>();
            var placed = 0;
            for (var both : asked) {
                var answers = both.stream()
                        .map(answer -> answer.join())
                        .filter(Placing.Outcome.Granted.class::isInstance)
                        .map(answer -> ((Placing.Outcome.Granted) answer).claim())
                        .distinct()
                        .toList();
                assertThat(answers).as("one machine has one claim").hasSizeLessThan(2);
                placed += answers.size();
                answers.forEach(claim -> nodes.add(claim.vmUid()));
            }
            assertThat(placed).as("whoever was refused asks again").isBetween(1, 16);
            for (var i = 0; i < 24; i++) {
                if (placing.claim(machine("vm-" + i, request())) instanceof Placing.Outcome.Granted(var claim)) {
                    nodes.add(claim.vmUid());
                }
            }
            assertThat(nodes).hasSize(16);
        }
        assertThat(held()).isEmpty();
        assertThat(storage.jdbc()
                .queryForObject("select count(distinct piece) from claim where reservation = ?",
                        Integer.class, TRAIN))
                .isEqualTo(16);
    }

    @Test
    void what_may_not_be_cannot_be_stored() {
        nodes(1);
        hold(2);
        granted(machine("vm-1", request()));
        assertThatThrownBy(() -> storage.jdbc().update("update claim set piece = 1, vm_uid = 'a' || piece"))
                .as("a piece that two have")
                .isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> storage.jdbc()
                .update("update claim set piece = 3 where vm_uid like 'reservation/%'"))
                .as("a piece under the name of another one")
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(() -> storage.jdbc().update("update claim set reservation = ''"))
                .as("a piece of nothing")
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void machines_stay_when_the_rest_of_it_is_given_back() {
        nodes(1);
        hold(2);
        granted(machine("vm-1", request()));
        held().forEach(holder -> assertThat(placing.release(holder, Long.MAX_VALUE)).isInstanceOf(Result.Done.class));
        assertThat(held()).isEmpty();
        granted(stranger("other"));
        assertThat(claims.find("vm-1")).isPresent();
    }

    @Test
    void a_reservation_of_one_piece_is_no_gang() {
        nodes(1);
        assertThat(hold(1)).allMatch(Placing.Outcome.Granted.class::isInstance);
        assertThat(granted(machine("vm-1", request())).piece()).contains(new Piece(TRAIN, 1));
    }
}
