package io.cairn.scheduler.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.cairn.scheduler.adapter.json.JsonShapes;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Batches;
import io.cairn.scheduler.application.ClaimAsk;
import io.cairn.scheduler.application.Fleet;
import io.cairn.scheduler.application.Membership;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.Result;
import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.OwnPartFirst;
import io.cairn.scheduler.domain.policy.Part;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Several schedulers on one database, killed at random in the middle of what they do: their connections are cut, so that
 * transactions end where they are. What was acknowledged stands, what stands was asked for, and nothing is claimed twice.
 */
class SeveralSchedulersTest {
    private static final int SCHEDULERS = 3;
    private static final int CLIENTS = 12;
    private static final int CLAIMS = 60;
    private static final int NODES = 20;
    private static final int KILLS = 8;
    private static final Resources SMALL = Resources.of(1, 512, 10);

    private final Inventory inventory = new Inventory();
    private final AtomicReferenceArray<Scheduler> schedulers = new AtomicReferenceArray<>(SCHEDULERS);
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lives = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    private record Scheduler(String name, HikariDataSource source, Batches batches, Placing placing) {

        void kill(JdbcTemplate jdbc) {
            jdbc.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = ?", _ -> {},
                    name);
            batches.close();
            source.close();
        }
    }

    /** Counts those that were lost. */
    private final class Races implements Batches.Tally {
        @Override
        public void batch(int size, Duration decided, Duration committed) {}

        @Override
        public void lost() {
            lost.incrementAndGet();
        }
    }

    private Scheduler start(Storage storage) {
        var name = "scheduler-" + lives.incrementAndGet();
        var source = storage.pool(name);
        var claims = new PostgresClaims(source, new JdbcTransactionManager(source), Clock.systemUTC());
        var part = new Part(name);
        var batches = new Batches(
                new Fleet(claims, inventory, new JsonShapes(),
                        () -> new ClusterView(new OwnPartFirst(Pools.all(PolicyName.BESTFIT), part))),
                claims, Clock.systemUTC(), new Races(), new Membership(new ReplicaTable(source), part), Duration.ZERO)
                .start();
        return new Scheduler(name, source, batches, new Placing(batches));
    }

    /** Asks one scheduler after the other until one has answered. */
    private <A> A insist(Random random, java.util.function.Function<Placing, A> call) {
        for (var attempt = 0; attempt < 1_000; attempt++) {
            try {
                return call.apply(schedulers.get(random.nextInt(SCHEDULERS)).placing());
            } catch (IllegalStateException killed) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        throw new AssertionError("No scheduler answered a thousand times in a row");
    }

    private void client(int number) {
        var random = new Random(number);
        var mine = new ArrayList<String>();
        for (var i = 0; i < CLAIMS; i++) {
            var vm = "vm-%d-%d".formatted(number, i);
            var ask = new ClaimAsk(vm, 1, "default/team-a/" + vm, Request.of(SMALL));
            if (insist(random, placing -> placing.claim(ask)) instanceof Placing.Outcome.Granted) {
                acknowledged.add(vm);
                mine.add(vm);
            } else {
                waiting.add(vm);
            }
            if (random.nextInt(3) == 0 && !mine.isEmpty()) {
                var gone = mine.remove(random.nextInt(mine.size()));
                acknowledged.remove(gone);
                Result released = insist(random, placing -> placing.release(gone, 1));
                assertThat(released).isNotInstanceOf(Result.Stands.class);
            }
        }
    }

    @Test
    void killed_at_random_they_lose_nothing_that_was_acknowledged_and_claim_nothing_twice() throws Exception {
        try (var storage = new Storage(); var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < NODES; i++) {
                inventory.put("node-" + i);
                storage.report("node-" + i, new Amount(24, 0, 64 * 512, 0, 0, 100_000, 0));
            }
            for (var i = 0; i < SCHEDULERS; i++) {
                schedulers.set(i, start(storage));
            }
            var clients = new ArrayList<Future<?>>();
            for (var i = 0; i < CLIENTS; i++) {
                var number = i;
                clients.add(pool.submit(() -> client(number)));
            }
            var random = new Random(7);
            for (var kill = 0; kill < KILLS; kill++) {
                var progress = acknowledged.size() + 5;
                while (acknowledged.size() < progress && clients.stream().anyMatch(client -> !client.isDone())) {
                    LockSupport.parkNanos(1_000_000);
                }
                var victim = random.nextInt(SCHEDULERS);
                schedulers.get(victim).kill(storage.jdbc());
                schedulers.set(victim, start(storage));
            }
            for (var client : clients) {
                assertThat(client.get()).isNull();
            }
            for (var i = 0; i < SCHEDULERS; i++) {
                schedulers.get(i).kill(storage.jdbc());
            }
            assertThat(storage.findings()).isEmpty();
            var stored = new TreeSet<>(storage.jdbc().queryForList("select vm_uid from claim", String.class));
            assertThat(stored).containsAll(acknowledged);
            // Who was refused waits, and may have been placed when others left.
            stored.removeAll(acknowledged);
            assertThat(waiting).containsAll(stored);
        }
    }

    @Test
    void while_there_is_room_they_do_not_race_for_it() throws Exception {
        try (var storage = new Storage(); var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 3 * NODES; i++) {
                inventory.put("node-" + i);
                storage.report("node-" + i, new Amount(24, 0, 64 * 512, 0, 0, 100_000, 0));
            }
            for (var i = 0; i < SCHEDULERS; i++) {
                schedulers.set(i, start(storage));
            }
            var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            for (var i = 0; i < SCHEDULERS; i++) {
                while (schedulers.get(i).batches().schedulers() < SCHEDULERS && System.nanoTime() < until) {
                    LockSupport.parkNanos(1_000_000);
                }
                assertThat(schedulers.get(i).batches().schedulers()).isEqualTo(SCHEDULERS);
            }
            var clients = new ArrayList<Future<?>>();
            for (var i = 0; i < CLIENTS; i++) {
                var number = i;
                clients.add(pool.submit(() -> client(number)));
            }
            for (var client : clients) {
                assertThat(client.get()).isNull();
            }
            for (var i = 0; i < SCHEDULERS; i++) {
                schedulers.get(i).kill(storage.jdbc());
            }
            assertThat(waiting).isEmpty();
            assertThat(lost).hasValue(0);
            assertThat(storage.findings()).isEmpty();
        }
    }
}
