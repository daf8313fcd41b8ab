package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the nodes that fit is the best. A function of the request, the node, and what the policy has learned: the view
 * remembers a score until the node or the policy's version changes. Preferences of the request (choices of devices,
 * preferred terms) are added by the view.
 */
public interface Policy {
    /** The highest score. */
    int MAX = 1_000_000;

    String name();

    /** What it is after, to go on from "it prefers": "the fullest node". */
    String prefers();

    /** The one that counts on a node, if it is made of several. */
    default Policy at(NodeView node) {
        return this;
    }

    /**
     * Asked only if the request fits the node.
     *
     * @return 0 to {@link #MAX}, higher wins; a node that is preferred besides may exceed it by {@link #near}
     */
    int score(Request request, NodeView node);

    /** How much better a node has to score to be worth a race with other schedulers. */
    default int near(Request request) {
        return MAX / 10;
    }

    /**
     * Which device a machine gets a share of.
     *
     * @param candidates numbers of devices that can give it, at least one
     * @return one of them; here the one with the least left
     */
    default int share(DeviceAsk ask, Request request, NodeView node, int[] candidates) {
        var best = candidates[0];
        for (var i : candidates) {
            best = node.freeShares(i) < node.freeShares(best) ? i : best;
        }
        return best;
    }

    /** Another number than before if the same request and node may score differently now: nothing remembered holds. */
    default long version() {
        return 0;
    }

    /** The view was read anew, or nodes joined, left or moved: the policy may learn from all that stands. */
    default void look(Iterable<? extends NodeView> fleet) {}

    /** A good moment to learn from all that stands, if it is time to: before a machine that is really wanted is decided. */
    default void heed(Iterable<? extends NodeView> fleet) {}

    /**
     * A machine that is really wanted was decided: the policy may learn from it for the next ones.
     *
     * @param on where it goes; empty if it fits nowhere
     */
    default void decided(String machine, Request request, Optional<? extends NodeView> on) {}

    /** What the score is made of, for explanations. */
    default Map<String, Double> parts(Request request, NodeView node) {
        return Map.of();
    }

    /** A score from a part of one. */
    static int scaled(double share) {
        return (int) Math.round(Math.clamp(share, 0, 1) * MAX);
    }
}
