package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.Request;
import java.util.List;

/** Refusals that are not about the fleet alone. */
final class Refusing {
    private static final Decision.Explanation NOTHING = new Decision.Explanation(0, 0, List.of(), List.of());

    private Refusing() {}

    static Decision.NoFit of(String reason, String message, String nextStep) {
        return new Decision.NoFit(reason, message, nextStep, NOTHING);
    }

    /** Says so if budgets keep machines from being stopped for it. */
    static Decision.NoFit kept(Decision.NoFit refusal, int kept) {
        return kept == 0 ? refusal
                : new Decision.NoFit(refusal.reason(), refusal.message() + "; " + kept(kept), refusal.nextStep(),
                        refusal.explanation());
    }

    static String kept(int kept) {
        return kept == 1 ? "a preemption budget keeps 1 machine of a lower class from being stopped for it"
                : "preemption budgets keep %d machines of lower classes from being stopped for it".formatted(kept);
    }

    /** Says so if room is kept for others that would do. */
    static Decision.NoFit earmarked(Decision.NoFit refusal, Fleet fleet, Request request) {
        var words = earmarked(fleet, request);
        return words.isEmpty() ? refusal
                : new Decision.NoFit(refusal.reason(), refusal.message() + "; " + words, refusal.nextStep(),
                        refusal.explanation());
    }

    /** Empty if it would not fit without earmarks, either. */
    static String earmarked(Fleet fleet, Request request) {
        var owners = fleet.earmarks().keptFrom(() -> fleet.sites().fits(fleet.view(), request));
        return switch (owners) {
            case 0 -> "";
            case 1 -> "room for it is free, and kept for a machine or gang that has waited too long";
            default -> "room for it is free, and kept for %d machines or gangs that have waited too long"
                    .formatted(owners);
        };
    }

    /** Says so if there are such devices, on nodes whose agents cannot attach them. */
    static Decision.NoFit words(Decision.NoFit refusal, Fleet fleet, Request request) {
        var unattachable = fleet.unattachable(request);
        return unattachable == 0 ? refusal
                : new Decision.NoFit(refusal.reason(), refusal.message(), refusal.nextStep()
                        + ". %d %s, but the agent there cannot give devices to machines yet".formatted(unattachable,
                                unattachable == 1 ? "node has such devices" : "nodes have such devices"),
                        refusal.explanation());
    }
}
