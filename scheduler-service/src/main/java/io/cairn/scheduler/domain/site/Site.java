package io.cairn.scheduler.domain.site;

import java.util.Map;

/**
 * A place with nodes of its own: those with the label {@link #KEY}.
 *
 * @param open false if it takes nothing new, or is lost
 * @param cost of running a machine there, in any unit, the same for all
 * @param latencyMs to populations of users; one that is not named is out of reach
 */
public record Site(String name, boolean open, long cost, Map<String, Integer> latencyMs) {
    /** Label of nodes that names their site. */
    public static final String KEY = "topology.cairn.io/site";

    public Site {
        latencyMs = Map.copyOf(latencyMs);
    }
}
