package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Resource;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pools as resources: what operators want of them, handed to the policy, and what the policy does, told in their status.
 * Of several schedulers each tells; they say the same unless one has not taken a change in yet.
 */
public final class PoolRegistry implements Supplier<Map<String, PolicyName>>, Pools.Listener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PoolRegistry.class);
    private static final int PAGE = 500;
    private static final long EVERY_MILLIS = 500;

    private final Resources<PoolKind.Spec, PoolKind.Facts, PoolKind.Status> pools;
    private final Map<String, PolicyName> configured;
    private final Pools.Listener next;
    private final AutoCloseable subscription;
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("pools").factory());
    /** By uid. Only what is news is told, so that two schedulers that differ do not answer each other for ever. */
    private final Map<String, Told> told = new HashMap<>();
    private volatile Map<String, PolicyName> wanted;
    private volatile List<Pools.InForce> inForce = List.of();

    private record Told(long generation, Optional<PoolKind.InForce> inForce) {}

    /**
     * @param configured policies of pools that are no resource
     * @param next is told, too
     */
    public PoolRegistry(Resources<PoolKind.Spec, PoolKind.Facts, PoolKind.Status> pools,
            Map<String, PolicyName> configured, Pools.Listener next) {
        this.pools = pools;
        this.configured = Map.copyOf(configured);
        this.next = next;
        this.wanted = wanted(resources());
        this.subscription = pools.onChange(() -> stale.set(true));
        var scheduled = timer.scheduleWithFixedDelay(this::keepUp, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        log.atTrace().addKeyValue("cancelled", scheduled.isCancelled()).log("Looking after pools");
    }

    @Override
    public Map<String, PolicyName> get() {
        return wanted;
    }

    @Override
    public void learned(List<Pools.InForce> now) {
        inForce = List.copyOf(now);
        stale.set(true);
        next.learned(now);
    }

    private void keepUp() {
        if (!stale.getAndSet(false)) {
            return;
        }
        try {
            var all = resources();
            var now = wanted(all);
            if (!now.equals(wanted)) {
                wanted = now;
            }
            told.keySet().retainAll(all.stream().map(Resource::uid).toList());
            all.forEach(this::tell);
        } catch (RuntimeException e) {
            stale.set(true);
            told.clear();
            log.atWarn().setCause(e).log("The pools could not be looked after; trying again");
        }
    }

    private void tell(Resource<PoolKind.Spec, PoolKind.Facts, PoolKind.Status> pool) {
        var now = new Told(pool.metadata().generation(), inForce.stream()
                .filter(one -> one.pool().equals(pool.metadata().name()))
                .findFirst()
                .map(one -> new PoolKind.InForce(one.policy().text(), one.nodes(), one.shapes())));
        if (!now.equals(told.put(pool.uid(), now))) {
            pools.changeFacts(pool.uid(), _ -> new PoolKind.Facts(now.inForce()));
        }
    }

    private List<Resource<PoolKind.Spec, PoolKind.Facts, PoolKind.Status>> resources() {
        var all = new ArrayList<Resource<PoolKind.Spec, PoolKind.Facts, PoolKind.Status>>();
        var page = pools.page("", PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page.size() < PAGE ? List.of() : pools.page(page.getLast().uid(), PAGE);
        }
        return all;
    }

    private Map<String, PolicyName> wanted(
            List<Resource<PoolKind.Spec, PoolKind.Facts, PoolKind.Status>> all) {
        var policies = new HashMap<>(configured);
        for (var pool : all) {
            if (!pool.metadata().deleting()) {
                policies.put(pool.metadata().name(), PolicyName.of(pool.spec().policy()));
            }
        }
        return Map.copyOf(policies);
    }

    @Override
    public void close() throws Exception {
        timer.shutdownNow();
        subscription.close();
    }
}
