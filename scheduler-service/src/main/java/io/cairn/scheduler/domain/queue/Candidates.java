package io.cairn.scheduler.domain.queue;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision.Chosen;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Request;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Nodes that may take machines that are all alike, and could if they were empty: what lacks least first, of equal ones what
 * they had before.
 */
final class Candidates {
    /** Of nodes that have the room: whether they would take it is a look at the whole fleet. */
    private static final int MOST_TRIED = 64;

    private record Candidate(NodeView node, double lack, boolean had) {
        String name() {
            return node.node().name();
        }
    }

    private final ClusterView view;
    private final Request member;
    private final Set<String> had;
    private final Planned planned;
    private final PriorityQueue<Candidate> line = new PriorityQueue<>(Comparator.comparingDouble(Candidate::lack)
            .thenComparing(candidate -> !candidate.had())
            .thenComparing(Candidate::name));
    private int tries;

    Candidates(ClusterView view, Request member, Set<String> had, Planned planned) {
        this.view = view;
        this.member = member;
        this.had = had;
        this.planned = planned;
        Predicate<NodeView> eligible = view.eligible(member);
        for (var node : view.nodes()) {
            if (eligible.test(node)) {
                again(node);
            }
        }
    }

    /** It is in the line until it is taken; something has been kept there since. */
    void again(NodeView node) {
        if (planned.leaves(node, member)) {
            line.add(new Candidate(node, Lack.of(member, node), had.contains(node.node().name())));
        }
    }

    /** Takes the first one out of the line. */
    Optional<NodeView> next() {
        for (var first = line.poll(); first != null; first = line.poll()) {
            // It may have the room and not be for it all the same: then room is not what it waits for there.
            if (first.lack() > 0 || tries++ < MOST_TRIED && takes(first.node())) {
                return Optional.of(first.node());
            }
        }
        return Optional.empty();
    }

    private boolean takes(NodeView node) {
        return view.decideOn(node.node().name(), member) instanceof Chosen;
    }
}
