package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.Decision;
import io.cairn.scheduler.domain.PlacementEngine;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides on a view and claims in one transaction; a lost race is an ordinary retry. */
public final class Placing {
    private static final Logger log = LoggerFactory.getLogger(Placing.class);
    private static final int ATTEMPTS = 8;
    private static final Decision.Explanation KNOWN = new Decision.Explanation(0, List.of(), List.of());

    private final Claims claims;
    private final PlacementEngine engine;

    public Placing(Claims claims, PlacementEngine engine) {
        this.claims = claims;
        this.engine = engine;
    }

    /** What came of asking. */
    public sealed interface Outcome {
        record Granted(Claim claim, Decision.Explanation explanation) implements Outcome {}

        record Refused(Decision.NoFit refusal) implements Outcome {}
    }

    /** Idempotent by machine and generation: a repeat answers with the claim that stands. */
    public Outcome claim(ClaimAsk ask) {
        for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
            var standing = claims.find(ask.vmUid());
            if (standing.isPresent()) {
                var settled = settle(standing.get(), ask);
                if (settled.isPresent()) {
                    return settled.get();
                }
                continue;
            }
            switch (engine.place(ask.request(), claims.view())) {
                case Decision.NoFit refusal -> {
                    return new Outcome.Refused(refusal);
                }
                case Decision.Chosen chosen -> {
                    var taken = claims.take(ask, chosen.node());
                    if (taken.isPresent()) {
                        log.atInfo()
                                .addKeyValue("vm", ask.vmUid())
                                .addKeyValue("node", chosen.node())
                                .addKeyValue("generation", ask.generation())
                                .log("Claim granted");
                        return new Outcome.Granted(taken.get(), chosen.explanation());
                    }
                }
            }
        }
        return new Outcome.Refused(new Decision.NoFit("Contended",
                "Other machines were faster %d times in a row".formatted(ATTEMPTS), "It is tried again by itself",
                KNOWN));
    }

    private Optional<Outcome> settle(Claim standing, ClaimAsk ask) {
        // A claim of the same size takes on the higher generation too: who releases for an older one must not free it.
        if (standing.generation() >= ask.generation()) {
            return Optional.of(new Outcome.Granted(standing, KNOWN));
        }
        var resized = claims.resize(standing, ask.generation(), ask.request().resources());
        if (resized.isPresent()) {
            return Optional.of(new Outcome.Granted(resized.get(), KNOWN));
        }
        var now = claims.find(ask.vmUid());
        return now.equals(Optional.of(standing))
                ? Optional.of(new Outcome.Refused(new Decision.NoFit("ResizeDoesNotFit",
                        "Node %s has no room for the larger size".formatted(standing.node()),
                        "Ask for less, or free some capacity on that node", KNOWN)))
                : Optional.empty();
    }

    /** The decision without a claim. */
    public Decision explain(ClaimAsk ask) {
        return engine.place(ask.request(), claims.view());
    }
}
