package io.cairn.scheduler.domain.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a machine asks of the node itself.
 *
 * @param selector labels that the node must have
 * @param isolationTier the least that will do
 * @param numaCells NUMA nodes that the machine may span at most, as few as possible; 0 if it does not matter
 * @param siting at which sites it may be
 */
public record Rules(Map<String, String> selector, List<Toleration> tolerations, int isolationTier, int numaCells,
        Siting siting) {
    public static final Rules NONE = new Rules(Map.of(), List.of(), 0, 0);

    /** @param siting absent in what was stored before there were sites */
    public Rules(Map<String, String> selector, List<Toleration> tolerations, int isolationTier, int numaCells,
            @Nullable Siting siting) {
        this.selector = Map.copyOf(selector);
        this.tolerations = List.copyOf(tolerations);
        this.isolationTier = isolationTier;
        this.numaCells = numaCells;
        this.siting = Objects.requireNonNullElse(siting, Siting.ANYWHERE);
        if (numaCells < 0) {
            throw new IllegalArgumentException("numaCells is 0 or more, not " + numaCells);
        }
    }

    /** At any site. */
    public Rules(Map<String, String> selector, List<Toleration> tolerations, int isolationTier, int numaCells) {
        this(selector, tolerations, isolationTier, numaCells, Siting.ANYWHERE);
    }

    public Rules withSelector(Map<String, String> labels) {
        return new Rules(labels, tolerations, isolationTier, numaCells, siting);
    }

    public Rules withTolerations(List<Toleration> taints) {
        return new Rules(selector, taints, isolationTier, numaCells, siting);
    }

    public Rules with(Siting sites) {
        return new Rules(selector, tolerations, isolationTier, numaCells, sites);
    }

    public Rules withTier(int least) {
        return new Rules(selector, tolerations, least, numaCells, siting);
    }

    public Rules withCells(int most) {
        return new Rules(selector, tolerations, isolationTier, most, siting);
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
