package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.Decision;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Claims for whoever asks for them, each answered when it is durable. */
public final class Placing {
    static final Decision.Explanation KNOWN = new Decision.Explanation(0, List.of(), List.of());

    private final Batches batches;

    public Placing(Batches batches) {
        this.batches = batches;
    }

    /** What came of asking. */
    public sealed interface Outcome {
        record Granted(Claim claim, Decision.Explanation explanation) implements Outcome {}

        record Refused(Decision.NoFit refusal) implements Outcome {}
    }

    /** Idempotent by machine and generation: a repeat answers with the claim that stands. */
    public Outcome claim(ClaimAsk ask) {
        return await(batches.claim(ask));
    }

    /** {@link Result.Done}, {@link Result.Absent}, or {@link Result.Stands} if a claim of a higher generation does. */
    public Result release(String vmUid, long generation) {
        return await(batches.release(vmUid, generation));
    }

    /** The decision without a claim. */
    public Decision explain(ClaimAsk ask) {
        return batches.look(fleet -> fleet.decide(ask));
    }

    private static <A> A await(CompletableFuture<A> answer) {
        try {
            return answer.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", stopped);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The claim could not be decided", e.getCause());
        }
    }
}
