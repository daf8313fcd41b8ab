package io.cairn.scheduler;

import io.cairn.scheduler.adapter.jdbc.NodeTable;
import io.cairn.scheduler.adapter.kinds.NodeFacts;
import io.cairn.scheduler.adapter.kinds.NodeRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every second which leases have ended and what is claimed where. Takes no input: it re-reads the tables. */
final class NodeSweeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeSweeper.class);
    /** Longer than a scheduler may be away before it reads everything anew. */
    private static final Duration KEEP = Duration.ofMinutes(15);

    private final NodeRegistry registry;
    private final NodeTable table;
    private final Clock clock;
    private final AtomicLong ready;
    private final AtomicLong nodes;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("node-sweeper").factory());

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
            var sums = new HashMap<String, NodeFacts.Claimed>();
            table.sums()
                    .forEach((node, claimed) -> sums.put(node, new NodeFacts.Claimed(claimed.machines(),
                            claimed.cpus(), claimed.memoryMib(), claimed.diskMib(), claimed.devices())));
            var leases = table.leases();
            registry.sweep(leases, sums);
            var now = clock.instant();
            nodes.set(leases.size());
            ready.set(leases.values().stream().filter(until -> until.isAfter(now)).count());
            table.forget(KEEP);
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("The nodes could not be swept; trying again");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
