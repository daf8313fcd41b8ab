package io.cairn.scheduler.domain.model;

import java.util.List;
import java.util.Map;

/**
 * What a machine asks of the node itself.
 *
 * @param selector labels that the node must have
 * @param isolationTier the least that will do
 * @param numaCells NUMA nodes that the machine may span at most, as few as possible; 0 if it does not matter
 */
public record Rules(Map<String, String> selector, List<Toleration> tolerations, int isolationTier, int numaCells) {
    public static final Rules NONE = new Rules(Map.of(), List.of(), 0, 0);

    public Rules {
        selector = Map.copyOf(selector);
        tolerations = List.copyOf(tolerations);
        if (numaCells < 0) {
            throw new IllegalArgumentException("numaCells is 0 or more, not " + numaCells);
        }
    }

    public boolean tolerate(Taint taint) {
        for (var toleration : tolerations) {
            if (toleration.tolerates(taint)) {
                return true;
            }
        }
        return false;
    }
}
