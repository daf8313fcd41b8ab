package io.cairn.scheduler;

import io.cairn.scheduler.domain.policy.Pools;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of pools and their policies whenever a policy learned something. */
final class PolicyMeters implements Pools.Listener {
    private static final Logger log = LoggerFactory.getLogger(PolicyMeters.class);

    private final MeterRegistry meters;
    private final MultiGauge nodes;

    PolicyMeters(MeterRegistry meters) {
        this.meters = meters;
        this.nodes = MultiGauge.builder("cairn_pool_nodes")
                .description("Nodes of a pool, with the policy that places machines on them")
                .register(meters);
    }

    @Override
    public void learned(List<Pools.InForce> pools) {
        nodes.register(pools.stream()
                .map(pool -> MultiGauge.Row.of(Tags.of("pool", pool.pool(), "policy", pool.policy().text()),
                        pool.nodes()))
                .toList(), true);
        for (var pool : pools) {
            if (pool.news()) {
                meters.counter("cairn_placement_lessons", "pool", pool.pool()).increment();
                log.atInfo()
                        .addKeyValue("pool", pool.pool())
                        .addKeyValue("policy", pool.policy().text())
                        .addKeyValue("nodes", pool.nodes())
                        .addKeyValue("shapes", pool.shapes())
                        .log("The placement policy learned what is asked");
            }
        }
    }
}
