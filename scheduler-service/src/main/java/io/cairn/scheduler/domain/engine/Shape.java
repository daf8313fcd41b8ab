package io.cairn.scheduler.domain.engine;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests that all nodes and neighbours treat alike. While its constraints forbid but a few nodes it searches past these;
 * then it keeps a tournament of its own.
 */
final class Shape {
    /** Forbidden nodes that a search passes before a tournament is worth its while. */
    private static final int FEW = 128;

    private final List<Constraint> constraints;
    private final Function<List<Constraint>, Leaves> leaves;
    private final boolean searches;
    private @Nullable Tops tops;

    /** @param leaves for blocks that some constraints treat alike */
    Shape(List<Constraint> constraints, Function<List<Constraint>, Leaves> leaves) {
        this.constraints = constraints;
        this.leaves = leaves;
        this.searches = constraints.stream().allMatch(Constraint.AtMost.class::isInstance);
    }

    /** The best node, or {@link Keys#NONE}. */
    long best(Group group) {
        if (tops == null && searches) {
            var all = leaves.apply(List.of());
            all.catchUp();
            var found = all.best(node -> Tops.bonus(constraints, node) != Constraint.FORBIDDEN, FEW);
            if (found != Leaves.TOO_FAR) {
                return found;
            }
        }
        return tops().best(group);
    }

    private Tops tops() {
        var known = tops;
        if (known == null) {
            known = new Tops(leaves.apply(constraints), constraints);
            tops = known;
        }
        return known;
    }

    int size() {
        return tops == null ? 0 : tops.size();
    }
}
