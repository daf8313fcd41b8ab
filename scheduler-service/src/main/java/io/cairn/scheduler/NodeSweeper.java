package io.cairn.scheduler;

import io.cairn.scheduler.adapter.jdbc.NodeTable;
import io.cairn.scheduler.adapter.kinds.NodeFacts;
import io.cairn.scheduler.adapter.kinds.NodeRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second which leases have ended and what is claimed where. Takes no input: it re-reads the tables. Of several
 * replicas one does it.
 */
final class NodeSweeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeSweeper.class);
    /** Longer than a scheduler may be away before it reads everything anew. */
    private static final Duration KEEP = Duration.ofMinutes(15);

    private static final Duration DUTY = Duration.ofSeconds(5);
    /** Each is a new version of an object that all watchers are told of. */
    private static final int SUMS_AT_A_TIME = 100;

    private final String holder = UUID.randomUUID().toString();
    /** What the objects say, as far as this replica knows. */
    private final Map<String, Told> told = new HashMap<>();
    private final NodeRegistry registry;
    private final NodeTable table;
    private final Clock clock;
    private final AtomicLong ready;
    private final AtomicLong nodes;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("node-sweeper").factory());

    private record Told(boolean alive, NodeFacts.Claimed claimed) {}

    NodeSweeper(NodeRegistry registry, NodeTable table, Clock clock, MeterRegistry meters) {
        this.registry = registry;
        this.table = table;
        this.clock = clock;
        this.ready = meters.gauge("cairn_nodes_ready", new AtomicLong());
        this.nodes = meters.gauge("cairn_nodes", new AtomicLong());
        var scheduled = timer.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
        log.atTrace().addKeyValue("cancelled", scheduled.isCancelled()).log("Sweeping every second");
    }

    private void sweep() {
        try {
            var leases = table.leases();
            var now = clock.instant();
            nodes.set(leases.size());
            ready.set(leases.values().stream().filter(until -> until.isAfter(now)).count());
            if (table.onDuty("nodes", holder, DUTY)) {
                compare(leases, now);
                table.forget(KEEP);
            } else {
                told.clear();
            }
        } catch (RuntimeException e) {
            told.clear();
            log.atWarn().setCause(e).log("The nodes could not be swept; trying again");
        }
    }

    /** Nodes whose lease has ended are told of at once, sums of claims for a few nodes at a time. */
    private void compare(Map<String, Instant> leases, Instant now) {
        var sums = table.sums();
        var left = SUMS_AT_A_TIME;
        for (var lease : leases.entrySet()) {
            var name = lease.getKey();
            var is = new Told(lease.getValue().isAfter(now), claimed(sums.get(name)));
            var was = told.get(name);
            var fellSilent = !is.alive() && (was == null || was.alive());
            if (fellSilent || left > 0 && !is.equals(was)) {
                left--;
                if (registry.sweep(name, is.alive(), is.claimed())) {
                    told.put(name, is);
                }
            }
        }
    }

    private static NodeFacts.Claimed claimed(NodeTable.@Nullable Sums sums) {
        return sums == null ? NodeFacts.Claimed.NOTHING
                : new NodeFacts.Claimed(sums.machines(), sums.cpus(), sums.memoryMib(), sums.diskMib(), sums.devices()
                        .stream()
                        .map(of -> new NodeFacts.Devices(of.deviceClass(), of.model(), of.total(), of.claimed(),
                                of.unusable()))
                        .toList(), sums.bandwidthMbps());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
