package io.cairn.scheduler;

import io.cairn.scheduler.adapter.jdbc.NodeTable;
import io.cairn.scheduler.adapter.kinds.PreemptionBudgetKind;
import io.cairn.scheduler.application.Placing;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts now and then what preemption budgets mean. Of several replicas one does it. */
final class BudgetSweeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BudgetSweeper.class);
    private static final Duration DUTY = Duration.ofSeconds(15);
    private static final int EVERY_SECONDS = 5;

    private final String holder = UUID.randomUUID().toString();
    private final PreemptionBudgetKind.Stored budgets;
    private final Placing placing;
    private final NodeTable table;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("budgets").factory());

    BudgetSweeper(PreemptionBudgetKind.Stored budgets, Placing placing, NodeTable table) {
        this.budgets = budgets;
        this.placing = placing;
        this.table = table;
        var scheduled = timer.scheduleWithFixedDelay(this::sweep, 1, EVERY_SECONDS, TimeUnit.SECONDS);
        log.atTrace().addKeyValue("cancelled", scheduled.isCancelled()).log("Counting for budgets");
    }

    private void sweep() {
        try {
            if (table.onDuty("budgets", holder, DUTY)) {
                budgets.show(placing::machines);
            }
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("Budgets could not be counted for; trying again");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
