package io.cairn.scheduler.domain.queue;

import io.cairn.scheduler.domain.engine.Decision;
import java.util.EnumSet;
import java.util.Set;

/** What may make room for a machine that fitted nowhere. */
public enum Happening {
    /** A node joined. */
    NODE_JOINED,
    /** A node's readiness, labels, taints or capacity changed. */
    NODE_CHANGED,
    /** A machine left a node or became smaller. */
    MACHINE_LEFT,
    /** A machine was placed. */
    MACHINE_PLACED,
    /** A site opened, or became cheaper or nearer to somebody. */
    SITE_CHANGED;

    /** What would help after a refusal: only that makes another look worth its while. */
    public static Set<Happening> helping(Decision.NoFit refusal) {
        var helping = EnumSet.of(NODE_JOINED);
        refusal.explanation().filters().forEach(count -> helping.addAll(helping(count.filter())));
        return helping;
    }

    private static Set<Happening> helping(String filter) {
        return switch (filter) {
            case "Site" -> EnumSet.of(SITE_CHANGED, NODE_CHANGED);
            case "Ready", "Cordon", "Accelerator", "Isolation", "Selector", "Taints" -> EnumSet.of(NODE_CHANGED);
            case "Tenancy" -> EnumSet.of(MACHINE_LEFT);
            case "Affinity" -> EnumSet.of(MACHINE_PLACED, NODE_CHANGED);
            case "Spread" -> EnumSet.of(MACHINE_PLACED, MACHINE_LEFT, NODE_CHANGED);
            default -> EnumSet.of(MACHINE_LEFT, NODE_CHANGED);
        };
    }
}
