package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.defrag.Defragmentation;
import io.cairn.scheduler.domain.defrag.MigrationBudget;
import io.cairn.scheduler.domain.defrag.Objective;
import io.cairn.scheduler.domain.defrag.Plan;
import io.cairn.scheduler.domain.defrag.Scope;
import io.cairn.scheduler.domain.defrag.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Plans of live migrations for operators. Nothing runs them: they are data. */
public final class Defragmenting {
    private final Batches batches;
    private final Semaphore turn = new Semaphore(1);

    public Defragmenting(Batches batches) {
        this.batches = batches;
    }

    /** @param titles of the machines that move: organisation/namespace/name by uid */
    public record Answer(Plan plan, Map<String, String> titles) {}

    private record Seen(Snapshot fleet, Map<String, String> titles) {}

    /** Empty if another plan is being made: one at a time, beside the claims and not in their way. */
    public Optional<Answer> plan(Objective objective, MigrationBudget budget, Scope scope) {
        if (!turn.tryAcquire()) {
            return Optional.empty();
        }
        try {
            var seen = batches.look(Defragmenting::see);
            var plan = Defragmentation.plan(seen.fleet(), objective, budget, scope);
            var titles = new HashMap<String, String>();
            plan.moves()
                    .forEach(move -> titles.put(move.machine(),
                            seen.titles().getOrDefault(move.machine(), move.machine())));
            return Optional.of(new Answer(plan, Map.copyOf(titles)));
        } finally {
            turn.release();
        }
    }

    /** Claims wait only while the fleet is copied. */
    private static Seen see(Fleet fleet) {
        var snapshot = Snapshot.of(fleet.view());
        var titles = new HashMap<String, String>();
        snapshot.claims()
                .forEach(claim -> fleet.find(claim.machine())
                        .ifPresent(known -> titles.put(claim.machine(), known.title())));
        return new Seen(snapshot, titles);
    }
}
