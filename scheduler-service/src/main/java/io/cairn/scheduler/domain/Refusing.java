package io.cairn.scheduler.domain;

import java.util.stream.Collectors;

/** Puts a refusal into words. */
final class Refusing {
    private Refusing() {}

    static Decision.NoFit noFit(Decision.Explanation explanation) {
        if (explanation.nodes() == 0) {
            return new Decision.NoFit("NoNodes", "There is no node yet",
                    "Enrol a node: its agent joins with a one-time token", explanation);
        }
        var counts = explanation.filters().stream().map(Refusing::words).collect(Collectors.joining(", "));
        var message = "0 of %d %s: %s".formatted(explanation.nodes(),
                explanation.nodes() == 1 ? "node fits" : "nodes fit",
                counts);
        return new Decision.NoFit("NoNodeFits", message, nextStep(explanation), explanation);
    }

    private static String words(Decision.Count count) {
        var words = Filter.ALL.stream()
                .filter(filter -> filter.name().equals(count.filter()))
                .findFirst()
                .map(Filter::removed)
                .orElse(count.filter());
        return count.removed() + " " + words + (count.detail().isEmpty() ? "" : " (" + count.detail() + ")");
    }

    /** The filter that ran last removed the nodes that came closest. */
    private static String nextStep(Decision.Explanation explanation) {
        return switch (explanation.filters().getLast().filter()) {
            case "Cpu", "Memory", "Disk" -> "Ask for less (a smaller instance type), free some capacity, or add a node";
            case "Selector" -> "Relax placement.nodeSelector, or label a node";
            case "Taints" -> "Add a toleration, or remove the taint";
            case "Cordon" -> "Uncordon a node";
            case "Accelerator" -> "Enable KVM on the node, or set spec.allowEmulation on it if it runs no tenants";
            default -> "Bring a node back: see kubectl describe node";
        };
    }
}
