package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Taint;
import java.util.List;
import java.util.Map;

/**
 * What an operator says of a node.
 *
 * @param known false if the node is not in the inventory, or about to leave it: it gets nothing
 * @param isolationTier the higher, the better machines are kept apart
 */
public record NodePolicy(boolean known, boolean cordoned, boolean allowEmulation, Map<String, String> labels,
        List<Taint> taints, int isolationTier) {
    public static final NodePolicy UNKNOWN = new NodePolicy(false, true, false, Map.of(), List.of());

    public NodePolicy {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }

    /** Of the lowest tier. */
    public NodePolicy(boolean known, boolean cordoned, boolean allowEmulation, Map<String, String> labels,
            List<Taint> taints) {
        this(known, cordoned, allowEmulation, labels, taints, 0);
    }
}
