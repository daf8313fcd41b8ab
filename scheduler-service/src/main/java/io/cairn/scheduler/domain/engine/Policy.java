package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import java.util.Map;

/**
 * Which of the nodes that fit is the best. A function of the request and the node alone: the view remembers a score until
 * the node changes. Preferences of the request (choices of devices, preferred terms) are added by the view.
 */
public interface Policy {
    /** The highest score. */
    int MAX = 1_000_000;

    String name();

    /**
     * Asked only if the request fits the node.
     *
     * @return 0 to {@link #MAX}, higher wins
     */
    int score(Request request, NodeView node);

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

    /** False if the same request and node may score differently the next time: then nothing is remembered. */
    default boolean steady() {
        return true;
    }

    /** What the score is made of, for explanations. */
    default Map<String, Double> parts(Request request, NodeView node) {
        return Map.of(name(), (double) score(request, node) / MAX);
    }

    /** A score from a part of one. */
    static int scaled(double share) {
        return (int) Math.round(Math.clamp(share, 0, 1) * MAX);
    }
}
