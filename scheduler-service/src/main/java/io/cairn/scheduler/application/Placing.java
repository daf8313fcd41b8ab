package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.Budget;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.site.Sites;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Claims for whoever asks for them, each answered when it is durable. */
public final class Placing {
    private final Batches batches;

    public Placing(Batches batches) {
        this.batches = batches;
    }

    /** What came of asking. */
    public sealed interface Outcome {
        record Granted(Claim claim) implements Outcome {}

        /**
         * @param victims whom to ask to go for it
         * @param waiting where it stands in the queue, in words; empty if it is in none and has to be asked for again
         */
        record Refused(Decision.NoFit refusal, List<Nomination.Victim> victims, String waiting) implements Outcome {
            public Refused(Decision.NoFit refusal) {
                this(refusal, List.of(), "");
            }

            Refused waiting(String words) {
                return new Refused(refusal, victims, words);
            }
        }
    }

    /** Idempotent by machine and generation: a repeat answers with the claim that stands. */
    public Outcome claim(ClaimAsk ask) {
        return await(batches.claim(ask));
    }

    /** The same, without waiting for the answer. */
    public CompletableFuture<Outcome> begin(ClaimAsk ask) {
        return batches.claim(ask);
    }

    /** The machine is off and keeps its disk only; answered as {@link #release} is. */
    public Result park(String vmUid, long generation) {
        return await(batches.park(vmUid, generation));
    }

    /** {@link Result.Done}, {@link Result.Absent}, or {@link Result.Stands} if a claim of a higher generation does. */
    public Result release(String vmUid, long generation) {
        return await(batches.release(vmUid, generation));
    }

    /** What would become of a machine, and why, on a fleet that is supposed to be different. Changes nothing. */
    public Review review(ClaimAsk ask, Supposition supposition) {
        return batches.look(fleet -> new Reviewing(fleet).review(ask, supposition));
    }

    /** How many more machines of each size fit. Changes nothing. */
    public Capacity.Report capacity(List<Supposition.Size> sizes, List<DeviceAsk> devices) {
        return batches.look(fleet -> new Capacity(fleet.view(), sizes, devices).report());
    }

    /**
     * Gives back the claim of a machine on a node that is silent and whose site is lost. Whoever runs machines asks for
     * the next claim with a higher generation: a repeat that comes late gives back none of a later one.
     *
     * @return whether no claim of it stands there any more
     */
    public boolean abandon(String vmUid, String node) {
        if (!batches.siteLost(node)) {
            return false;
        }
        var stands = batches.look(fleet -> fleet.lost(node) ? Optional.of(fleet.find(vmUid))
                : Optional.<Optional<Claim>>empty());
        if (stands.isEmpty()) {
            return false;
        }
        return stands.get()
                .map(claim -> claim.node().equals(node)
                        && !(release(vmUid, claim.generation()) instanceof Result.Stands))
                .orElse(true);
    }

    /** Site of a node; empty if it is at none. */
    public String siteOf(String node) {
        return batches.siteOf(node);
    }

    /** The sites as they are looked at now. */
    public Sites sites() {
        return batches.look(Fleet::sites);
    }

    /** What stands at each site, and what is free. Changes nothing. */
    public Map<String, SiteRoom> rooms() {
        return batches.look(fleet -> SiteRoom.all(fleet.view()));
    }

    /** What each project has that has something, or waits for it here; by organisation and namespace. */
    public Map<String, Holding> holdings() {
        return batches.holdings();
    }

    /** How many machines each budget means that go on. */
    public Map<Budget, Long> machines(List<Budget> budgets) {
        return batches.look(fleet -> fleet.machines(budgets));
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
