package io.cairn.scheduler.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Claim;
import io.cairn.scheduler.application.Intent;
import io.cairn.scheduler.application.NodeRow;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.domain.model.DeviceShare;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DataIntegrityViolationException;

/** Batches against a real PostgreSQL: what is granted, what is refused, and what can never be stored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimBatchesTest {
    private static final Amount CAPACITY = new Amount(16, 0, 8_192, 64, 4, 100_000, 1_000);
    private static final Amount SMALL = new Amount(1, 0, 1_024, 0, 0, 100, 0);
    private static final String ONE = "0000:01:00.0";
    private static final String SIBLING = "0000:01:00.1";
    private static final String TWO = "0000:02:00.0";

    private Storage storage;
    private PostgresClaims claims;

    @BeforeAll
    void open() throws Exception {
        storage = new Storage();
        claims = storage.claims();
    }

    @AfterAll
    void close() throws Exception {
        storage.close();
    }

    @BeforeEach
    void empty() {
        Tables.empty(storage.jdbc());
    }

    @AfterEach
    void audit() {
        assertThat(storage.findings()).isEmpty();
    }

    private static Intent.Take take(String vm, String node, Amount amount, DeviceShare... devices) {
        return new Intent.Take(vm, 1, "default/team-a/" + vm, node, amount, List.of(devices), List.of(), "", "");
    }

    private static Intent.Take member(String gang, String vm, String node, Amount amount) {
        return new Intent.Take(vm, 1, "default/team-a/" + vm, node, amount, List.of(), List.of(), "", gang);
    }

    private static DeviceShare whole(String address) {
        return new DeviceShare(address, DeviceShare.WHOLE);
    }

    private Result one(Intent intent) {
        return claims.commit(List.of(intent)).getFirst();
    }

    private void gpus() {
        storage.report("node-1", CAPACITY, Storage.gpu(ONE, 1), Storage.gpu(SIBLING, 1), Storage.gpu(TWO, 2));
    }

    private String state(String address) {
        return String.valueOf(storage.jdbc()
                .queryForObject("select state from device where address = ?", String.class,
                        address));
    }

    @Test
    void what_still_fits_is_granted_and_the_rest_is_told_why_not() {
        storage.report("node-1", CAPACITY);
        var batch = new ArrayList<Intent>();
        for (var i = 0; i < 9; i++) {
            batch.add(take("vm-" + i, "node-1", SMALL));
        }
        batch.add(take("lost", "node-of-yesterday", SMALL));
        var results = claims.commit(batch);
        assertThat(results.subList(0, 8)).allMatch(Result.Done.class::isInstance);
        assertThat(results.get(8)).isInstanceOfSatisfying(Result.NoRoom.class,
                full -> assertThat(full.why()).contains("8192"));
        assertThat(results.get(9)).isEqualTo(new Result.NoRoom("node-of-yesterday", "the node is gone"));
        assertThat(claims.page("", 100)).hasSize(8).allMatch(claim -> claim.id() > 0);
    }

    @Test
    void every_dimension_is_guarded() {
        storage.report("node-1", CAPACITY);
        var free = new Amount(8, 0, 1_024, 0, 0, 100, 0);
        assertThat(one(take("base", "node-1", free))).isInstanceOf(Result.Done.class);
        // A dedicated vCPU is a whole logical CPU, of which four shared ones are made: 8 of 16 are left, that is 2.
        for (var tooMuch : List.of(new Amount(9, 0, 1, 0, 0, 0, 0), new Amount(0, 3, 1, 0, 0, 0, 0),
                new Amount(1, 0, 8_000, 0, 0, 0, 0), new Amount(1, 0, 0, 65, 0, 0, 0),
                new Amount(1, 0, 0, 0, 5, 0, 0), new Amount(1, 0, 1, 0, 0, 100_000, 0),
                new Amount(1, 0, 1, 0, 0, 0, 1_001))) {
            assertThat(one(take("more", "node-1", tooMuch))).as("%s", tooMuch).isInstanceOf(Result.NoRoom.class);
        }
        var rest = new Amount(0, 2, 7_168, 64, 4, 99_900, 1_000);
        assertThat(one(take("rest", "node-1", rest))).isInstanceOf(Result.Done.class);
        assertThat(claims.find("rest").orElseThrow().amount()).isEqualTo(rest);
    }

    @Test
    void a_gang_is_whole_or_absent() {
        storage.report("node-1", CAPACITY);
        storage.report("node-2", CAPACITY);
        var half = new Amount(1, 0, 4_096, 0, 0, 0, 0);
        var results = claims.commit(List.of(member("g", "g-1", "node-1", half), member("g", "g-2", "node-1", half),
                member("g", "g-3", "node-1", half), take("alone", "node-1", half)));
        assertThat(results.subList(0, 3)).allMatch(Result.NoRoom.class::isInstance);
        assertThat(results.get(3)).as("takes the room that the gang gave up").isInstanceOf(Result.Done.class);
        assertThat(claims.commit(List.of(member("g", "g-1", "node-1", half), member("g", "g-2", "node-2", half),
                member("g", "g-3", "node-2", half)))).allMatch(Result.Done.class::isInstance);
        assertThat(claims.page("", 100)).hasSize(4);
    }

    @Test
    void a_device_goes_to_one_machine_with_all_its_iommu_group() {
        gpus();
        var results = claims.commit(List.of(take("vm-1", "node-1", SMALL, whole(ONE)),
                take("vm-2", "node-1", SMALL, whole(ONE)), take("vm-3", "node-1", SMALL, whole(SIBLING)),
                take("vm-4", "node-1", SMALL, new DeviceShare(SIBLING, 100)),
                take("vm-5", "node-1", SMALL, whole(TWO)), take("vm-6", "node-1", SMALL, whole("0000:09:00.0"))));
        assertThat(results.stream().map(Result.Done.class::isInstance))
                .containsExactly(true, false, false, false, true, false);
        assertThat(claims.find("vm-1").orElseThrow().devices()).containsExactly(whole(ONE));
        assertThat(state(ONE)).isEqualTo("CLAIMED");
        assertThat(one(new Intent.Release("vm-1", 1))).isInstanceOf(Result.Done.class);
        assertThat(state(ONE)).as("it was never touched").isEqualTo("AVAILABLE");
        assertThat(one(take("vm-3", "node-1", SMALL, whole(SIBLING)))).isInstanceOf(Result.Done.class);
    }

    @Test
    void machines_share_a_device_up_to_the_whole_of_it() {
        gpus();
        assertThat(claims.commit(List.of(take("vm-1", "node-1", SMALL, new DeviceShare(ONE, 600)),
                take("vm-2", "node-1", SMALL, new DeviceShare(ONE, 500)),
                take("vm-3", "node-1", SMALL, new DeviceShare(ONE, 400)),
                take("vm-4", "node-1", SMALL, new DeviceShare(SIBLING, 10)),
                take("vm-5", "node-1", SMALL, whole(SIBLING)))).stream().map(Result.Done.class::isInstance))
                .containsExactly(true, false, true, true, false);
    }

    @Test
    void the_database_itself_refuses_a_device_that_is_given_twice() {
        gpus();
        claims.commit(List.of(take("vm-1", "node-1", SMALL, whole(ONE)), take("vm-2", "node-1", SMALL)));
        var id = claims.find("vm-2").orElseThrow().id();
        for (var forged : List.of("('node-1', '0000:01:00.0', 'vm-2', %d, 1, 'vm-2', 1000)",
                "('node-1', '0000:01:00.1', 'vm-2', %d, 1, 'vm-2', 1000)",
                "('node-1', '0000:01:00.1', 'vm-2', %d, 1, 'host', 10)",
                "('node-1', '0000:02:00.0', 'vm-2', %d, 2, 'vm-1', 1000)",
                "('node-1', '0000:02:00.0', 'nobody', %d, 2, 'host', 10)")) {
            assertThatThrownBy(() -> storage.jdbc()
                    .update("insert into device_claim (node, address, vm_uid, claim_id, iommu_group, owner, shares) "
                            + "values " + forged.formatted(id)))
                    .as(forged)
                    .isInstanceOf(DataIntegrityViolationException.class);
        }
        for (var lie : List.of("claimed_shares = 1001", "claimed_shares = 0", "state = 'AVAILABLE'",
                "state = 'ON_FIRE'")) {
            assertThatThrownBy(() -> storage.jdbc()
                    .update("update device set %s where address = '%s'".formatted(lie,
                            ONE)))
                    .as(lie)
                    .isInstanceOf(DataIntegrityViolationException.class);
        }
        assertThatThrownBy(() -> storage.jdbc().update("delete from claim where vm_uid = 'vm-1'"))
                .as("a claim that holds a device does not just vanish")
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void a_device_that_a_machine_had_in_its_hands_is_not_free_before_it_is_clean() {
        gpus();
        claims.commit(List.of(take("vm-1", "node-1", SMALL, whole(ONE))));
        storage.jdbc().update("update device set state = 'ATTACHED' where address = ?", ONE);
        assertThat(one(new Intent.Release("vm-1", 1))).isInstanceOf(Result.Done.class);
        assertThat(state(ONE)).isEqualTo("SANITIZING");
        assertThat(one(take("vm-2", "node-1", SMALL, whole(ONE)))).isInstanceOf(Result.NoRoom.class);
    }

    @Test
    void discovery_frees_no_device_and_forgets_none_that_is_held() {
        gpus();
        claims.commit(List.of(take("vm-1", "node-1", SMALL, whole(ONE))));
        storage.report("node-1", CAPACITY, Storage.gpu(TWO, 2));
        assertThat(claims.find("vm-1").orElseThrow().devices()).containsExactly(whole(ONE));
        assertThat(storage.jdbc().queryForList("select address from device order by address", String.class))
                .as("the sibling that nobody held is forgotten")
                .containsExactly(ONE, TWO);
        storage.report("node-1", CAPACITY, Storage.gpu(ONE, 7), Storage.gpu(TWO, 2));
        assertThat(storage.jdbc()
                .queryForObject("select iommu_group from device where address = ?", Integer.class,
                        ONE))
                .as("what is held stays as it was")
                .isEqualTo(1);
        one(new Intent.Release("vm-1", 1));
        storage.report("node-1", CAPACITY, Storage.gpu(ONE, 7), Storage.gpu(TWO, 2));
        assertThat(one(take("vm-2", "node-1", SMALL, whole(ONE)))).isInstanceOf(Result.Done.class);
        assertThat(storage.jdbc()
                .queryForObject("select iommu_group from device where address = ?", Integer.class,
                        ONE))
                .isEqualTo(7);
    }

    @Test
    void batches_that_cross_wait_for_each_other_and_never_in_a_circle() throws Exception {
        var names = new ArrayList<String>();
        for (var i = 0; i < 12; i++) {
            names.add("node-" + i);
            storage.report("node-" + i, CAPACITY, Storage.gpu(ONE, 1), Storage.gpu(TWO, 2));
        }
        var tasks = new ArrayList<Callable<Boolean>>();
        for (var thread = 0; thread < 8; thread++) {
            var random = new Random(thread);
            tasks.add(() -> {
                for (var round = 0; round < 30; round++) {
                    claims.commit(batch(names, random, round));
                }
                return true;
            });
        }
        try (var pool = Executors.newFixedThreadPool(tasks.size())) {
            for (var done : pool.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    /** Takes, resizes and releases of the same few machines on the same few nodes, in any order. */
    private static List<Intent> batch(List<String> names, Random random, int round) {
        var machines = new ArrayList<Integer>();
        for (var i = 0; i < 60; i++) {
            machines.add(i);
        }
        Collections.shuffle(machines, random);
        return machines.stream().limit(20).<Intent>map(machine -> {
            var vm = "vm-" + machine;
            return switch (random.nextInt(4)) {
                case 0 -> new Intent.Release(vm, round + 1L);
                case 1 -> new Intent.Resize(vm, round + 1L, new Amount(2, 0, 512, 0, 0, 10, 0), "");
                case 2 -> take(vm, names.get(random.nextInt(names.size())), SMALL, whole(random.nextBoolean() ? ONE
                        : TWO));
                default -> take(vm, names.get(random.nextInt(names.size())), SMALL);
            };
        }).toList();
    }

    @Test
    void who_follows_the_changes_knows_what_who_reads_everything_knows() throws Exception {
        for (var i = 0; i < 6; i++) {
            storage.report("node-" + i, CAPACITY, Storage.gpu(ONE, 1), Storage.gpu(TWO, 2));
        }
        var names = List.of("node-0", "node-1", "node-2", "node-3", "node-4", "node-5");
        var followed = new HashMap<String, Claim>();
        var nodes = new HashMap<String, NodeRow>();
        var next = claims.snapshot(node -> nodes.put(node.name(), node), claim -> followed.put(claim.vmUid(), claim));
        try (var pool = Executors.newFixedThreadPool(3)) {
            var writers = new ArrayList<java.util.concurrent.Future<?>>();
            for (var writer = 0; writer < 3; writer++) {
                var random = new Random(writer);
                writers.add(pool.submit(() -> {
                    for (var round = 0; round < 40; round++) {
                        claims.commit(batch(names, random, round));
                    }
                }));
            }
            while (writers.stream().anyMatch(writer -> !writer.isDone())) {
                next = follow(next, nodes, followed);
            }
            for (var writer : writers) {
                assertThat(writer.get()).isNull();
            }
        }
        storage.report("node-3", CAPACITY.plus(SMALL), Storage.gpu(TWO, 2));
        follow(next, nodes, followed);
        Map<String, Claim> read = new HashMap<>();
        Map<String, NodeRow> rows = new HashMap<>();
        claims.snapshot(node -> rows.put(node.name(), node), claim -> read.put(claim.vmUid(), claim));
        assertThat(followed).isEqualTo(read);
        assertThat(nodes).isEqualTo(rows);
    }

    private long follow(long since, Map<String, NodeRow> nodes, Map<String, Claim> followed) {
        var changes = claims.changes(since, (uid, id, generation) -> Optional.ofNullable(followed.get(uid))
                .filter(known -> known.id() == id && known.generation() >= generation)
                .isPresent());
        changes.nodes().forEach(node -> nodes.put(node.name(), node));
        changes.claims().forEach(claim -> followed.put(claim.vmUid(), claim));
        changes.gone().forEach(gone -> followed.values().removeIf(claim -> claim.id() == gone.id()));
        return changes.next();
    }
}
