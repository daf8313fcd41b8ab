package io.cairn.scheduler.domain.model;

import java.util.HashMap;
import java.util.Map;

/** How many machines of an owner with some labels must go on running, whoever would like their room. */
public record Budget(Owner owner, Map<String, String> match, int atLeast) {
    /** Label of machines that no budget counts or protects; a tenant cannot set it. */
    public static final String IGNORED = "scheduler.cairn.io/budgets";
    private static final String YES = "Ignored";

    public Budget {
        match = Map.copyOf(match);
        if (atLeast < 0) {
            throw new IllegalArgumentException("A budget keeps at least 0 machines, not %d".formatted(atLeast));
        }
    }

    public boolean means(Request request) {
        return request.owner().equals(owner) && request.matches(match) && !request.labels().containsKey(IGNORED);
    }

    /** Labels of those that it would mean if budgets were not ignored for them. */
    public Map<String, String> matchIgnored() {
        return ignored(match);
    }

    /** The labels of a machine that no budget is to protect. */
    public static Map<String, String> ignored(Map<String, String> labels) {
        var all = new HashMap<>(labels);
        all.put(IGNORED, YES);
        return all;
    }
}
