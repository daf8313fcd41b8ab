package io.cairn.scheduler;

import io.cairn.scheduler.application.Batches;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Batches of claims as metrics. */
final class BatchMeters implements Batches.Tally {
    private final DistributionSummary sizes;
    private final Timer deciding;
    private final Timer committing;
    private final Counter lost;

    BatchMeters(MeterRegistry meters) {
        this.sizes = meters.summary("cairn_claim_batch_size");
        this.deciding = meters.timer("cairn_claim_batch_decide");
        this.committing = meters.timer("cairn_claim_batch_commit");
        this.lost = meters.counter("cairn_claim_races_lost");
    }

    @Override
    public void batch(int size, Duration decided, Duration committed) {
        sizes.record(size);
        deciding.record(decided);
        committing.record(committed);
    }

    @Override
    public void lost() {
        lost.increment();
    }
}
