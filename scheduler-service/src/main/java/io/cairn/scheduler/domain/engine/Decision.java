package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Request;
import java.util.List;
import java.util.Map;

/** Where a machine goes, or why it goes nowhere. */
public sealed interface Decision {

    /**
     * The node that won.
     *
     * @param cells NUMA nodes to pin it to; none if it asked for no fit
     * @param score of the policy, the preferences of the request, and the room for those who will follow it; compares with
     *        those of the same request
     */
    record Chosen(String node, List<DeviceShare> devices, List<Integer> cells, int score) implements Decision {
        public Claim claim(String machine, Request request) {
            return new Claim(machine, node, request, devices, cells);
        }
    }

    /**
     * @param reason CamelCase, for programs: {@code NoNodes}, {@code NoNodeFits}
     * @param message a sentence with the counts
     * @param nextStep what to do about it
     */
    record NoFit(String reason, String message, String nextStep, Explanation explanation) implements Decision {}

    /**
     * @param nodes how many were looked at; what the filters removed and the nodes that fit add up to it
     * @param fitting how many fit
     * @param top the best of them, best first
     * @param why a sentence: why the first of them wins; empty if none fits
     */
    record Explanation(int nodes, int fitting, List<Count> filters, List<Scored> top, String why) {
        /** Without a word of why. */
        public Explanation(int nodes, int fitting, List<Count> filters, List<Scored> top) {
            this(nodes, fitting, filters, top, "");
        }
    }

    /** @param words what the nodes are that it removed: "not ready" */
    record Count(String filter, int removed, String words, String detail) {}

    record Scored(String node, double score, Map<String, Double> parts) {}
}
