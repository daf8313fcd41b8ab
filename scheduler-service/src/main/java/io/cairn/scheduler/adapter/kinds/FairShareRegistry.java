package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Resource;
import io.cairn.scheduler.application.Holding;
import io.cairn.scheduler.application.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Weights of projects as operators say them, read anew soon after each change: by a thread of its own, since whoever asks
 * for them has claims to decide. What the projects have is told in their status.
 */
public final class FairShareRegistry implements Weights, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FairShareRegistry.class);
    private static final int PAGE = 500;
    private static final long EVERY_MILLIS = 500;

    private final Resources<FairShareKind.Spec, FairShareKind.Facts, FairShareKind.Status> shares;
    private final AutoCloseable subscription;
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("weights").factory());
    private volatile Map<String, Integer> weights;

    public FairShareRegistry(Resources<FairShareKind.Spec, FairShareKind.Facts, FairShareKind.Status> shares) {
        this.shares = shares;
        this.weights = weights(resources());
        this.subscription = shares.onChange(() -> stale.set(true));
        var scheduled = timer.scheduleWithFixedDelay(this::keepUp, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        log.atTrace().addKeyValue("cancelled", scheduled.isCancelled()).log("Looking after fair shares");
    }

    @Override
    public Map<String, Integer> all() {
        return weights;
    }

    private void keepUp() {
        if (!stale.getAndSet(false)) {
            return;
        }
        try {
            weights = weights(resources());
        } catch (RuntimeException e) {
            stale.set(true);
            log.atWarn().setCause(e).log("The weights of projects could not be read; trying again");
        }
    }

    /** Brings into the status what there is; nothing is written where nothing changed. */
    public void show(Map<String, Holding> holdings) {
        var now = weights;
        var mean = Holding.mean(holdings, now);
        for (var share : resources()) {
            var project = project(share);
            var has = holdings.getOrDefault(project, Holding.NOTHING);
            var counted = new FairShareKind.Counted(now.getOrDefault(project, 1), has.machines(), has.waiting(),
                    has.cost(), mean);
            shares.changeFacts(share.uid(), _ -> new FairShareKind.Facts(Optional.of(counted)));
        }
    }

    private List<Resource<FairShareKind.Spec, FairShareKind.Facts, FairShareKind.Status>> resources() {
        var all = new ArrayList<Resource<FairShareKind.Spec, FairShareKind.Facts, FairShareKind.Status>>();
        var page = shares.page("", PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page.size() < PAGE ? List.of() : shares.page(page.getLast().uid(), PAGE);
        }
        return all;
    }

    private static Map<String, Integer> weights(
            List<Resource<FairShareKind.Spec, FairShareKind.Facts, FairShareKind.Status>> all) {
        var weights = new HashMap<String, Integer>();
        all.stream()
                .filter(share -> !share.metadata().deleting())
                .forEach(share -> weights.put(project(share), share.spec().weight()));
        return Map.copyOf(weights);
    }

    private static String project(Resource<FairShareKind.Spec, ?, ?> share) {
        return share.spec().organisation() + "/" + share.spec().project();
    }

    @Override
    public void close() throws Exception {
        timer.shutdownNow();
        subscription.close();
    }
}
