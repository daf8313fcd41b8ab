package io.cairn.scheduler.domain;

import java.util.List;
import java.util.Map;

/** Where a machine goes, or why it goes nowhere; with the counts behind it either way. */
public sealed interface Decision {
    Explanation explanation();

    /** The node that won. */
    record Chosen(String node, Explanation explanation) implements Decision {}

    /**
     * @param reason CamelCase, for programs
     * @param message a sentence with the counts
     * @param nextStep what to do about it
     */
    record NoFit(String reason, String message, String nextStep, Explanation explanation) implements Decision {}

    /**
     * @param nodes how many were looked at; the counts of the filters and the nodes that fit add up to it
     * @param top the best nodes, best first
     */
    record Explanation(int nodes, List<Count> filters, List<Scored> top) {}

    record Count(String filter, int removed, String detail) {}

    record Scored(String node, double score, Map<String, Double> parts) {}
}
