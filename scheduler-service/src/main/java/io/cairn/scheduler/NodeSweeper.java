package io.cairn.scheduler;

import io.cairn.scheduler.adapter.jdbc.NodeTable;
import io.cairn.scheduler.adapter.jdbc.PostgresClaims;
import io.cairn.scheduler.adapter.kinds.NodeFacts;
import io.cairn.scheduler.adapter.kinds.NodeRegistry;
import io.micrometer.core.instrument.MeterRegistry;
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

    private final NodeRegistry registry;
    private final NodeTable table;
    private final PostgresClaims claims;
    private final AtomicLong ready;
    private final AtomicLong nodes;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("node-sweeper").factory());

    NodeSweeper(NodeRegistry registry, NodeTable table, PostgresClaims claims, MeterRegistry meters) {
        this.registry = registry;
        this.table = table;
        this.claims = claims;
        this.ready = meters.gauge("cairn_nodes_ready", new AtomicLong());
        this.nodes = meters.gauge("cairn_nodes", new AtomicLong());
        var scheduled = timer.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
        log.atTrace().addKeyValue("cancelled", scheduled.isCancelled()).log("Sweeping every second");
    }

    private void sweep() {
        try {
            var machines = claims.machines();
            var sums = new HashMap<String, NodeFacts.Claimed>();
            var view = claims.view();
            view.forEach(node -> sums.put(node.name(), new NodeFacts.Claimed(machines.getOrDefault(node.name(), 0),
                    node.claimed().cpus(), node.claimed().memoryMib(), node.claimed().diskMib())));
            registry.sweep(table.leases(), sums);
            nodes.set(view.size());
            ready.set(view.stream().filter(node -> node.ready()).count());
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("The nodes could not be swept; trying again");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
