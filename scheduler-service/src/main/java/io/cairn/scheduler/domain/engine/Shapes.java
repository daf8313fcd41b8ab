package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Request;
import java.util.LinkedHashMap;
import java.util.List;

/** What is remembered of requests like those that were asked before: the ones asked last, within bounds. */
final class Shapes {
    /** Together, of nodes: 8 bytes each, twice. */
    private static final long SLOTS = 16_000_000;
    private static final int FEWEST = 16;
    private static final int MOST = 4096;

    private final Fleet fleet;
    private final Neighbours neighbours;
    private final Policy policy;
    private final Ties ties;
    private final LinkedHashMap<ShapeKey, Shape> shapes = new LinkedHashMap<>(16, 0.75f, true);
    private final LinkedHashMap<LeavesKey, Leaves> leaves = new LinkedHashMap<>(16, 0.75f, true);

    /** @param most machines like it on a node, if room for groups of them is kept up, else 0 */
    private record LeavesKey(ShapeKey base, Blocks blocks, int most) {}

    Shapes(Fleet fleet, Neighbours neighbours, Policy policy, Ties ties) {
        this.fleet = fleet;
        this.neighbours = neighbours;
        this.policy = policy;
        this.ties = ties;
    }

    void clear() {
        shapes.clear();
        leaves.clear();
    }

    /** The best node for a request, or {@link Keys#NONE}. */
    long best(Request request, Profile profile, Group group) {
        return best(ShapeKey.of(request, profile), request, profile, group);
    }

    /** The node from which the least has to go for it. */
    long bestEviction(Request request, Profile profile) {
        return best(ShapeKey.over(request, profile), request, profile, Group.OPEN);
    }

    private long best(ShapeKey key, Request request, Profile profile, Group group) {
        var shape = shapes.get(key);
        if (shape == null) {
            shape = new Shape(Constraints.of(request, profile, neighbours), some -> leaves(key, request, some));
            shapes.put(key, shape);
            if (shapes.size() > MOST || shapes.values().stream().mapToLong(Shape::size).sum() > 2 * SLOTS) {
                shapes.pollFirstEntry();
            }
        }
        return shape.best(group);
    }

    private Leaves leaves(ShapeKey key, Request request, List<Constraint> constraints) {
        var blocks = fleet.layout().blocks(constraints);
        var groups = !key.evicts() && constraints.stream().anyMatch(Constraint::groups);
        var base = new LeavesKey(key.base(), blocks, groups ? Multiples.most(request) : 0);
        var known = leaves.get(base);
        if (known == null) {
            var scorer = key.evicts() ? new Evicting(request, policy, Allowance.UNLIMITED)
                    : new Fitting(request, policy, ties);
            known = new Leaves(fleet, scorer, blocks, groups);
            leaves.put(base, known);
            if (leaves.size() > Math.clamp(SLOTS / Math.max(1, fleet.size()), FEWEST, MOST)) {
                leaves.pollFirstEntry();
            }
        }
        return known;
    }
}
