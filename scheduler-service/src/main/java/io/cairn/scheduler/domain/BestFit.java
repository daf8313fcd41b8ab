package io.cairn.scheduler.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Filters, then scores: the fullest node that still fits wins, so that large machines find room later; on equal
 * scores the first name wins. Scores are the mean share in use of each dimension after the placement, 0 to 1.
 */
public final class BestFit implements PlacementEngine {
    private static final int TOP = 5;

    @Override
    public Decision place(Request request, List<NodeView> nodes) {
        var counts = new ArrayList<Decision.Count>();
        var left = nodes;
        for (var filter : Filter.ALL) {
            var fits = left.stream().collect(Collectors.partitioningBy(node -> filter.fits().test(request, node)));
            var gone = fits.getOrDefault(false, List.of());
            if (!gone.isEmpty()) {
                counts.add(new Decision.Count(filter.name(), gone.size(), filter.detail(request, gone)));
            }
            left = fits.getOrDefault(true, List.of());
        }
        var scored = left.stream()
                .map(node -> score(request, node))
                .sorted(Comparator
                        .comparingDouble(Decision.Scored::score)
                        .reversed()
                        .thenComparing(Decision.Scored::node))
                .toList();
        var explanation = new Decision.Explanation(nodes.size(), List.copyOf(counts),
                scored.subList(0, Math.min(TOP, scored.size())));
        return scored.isEmpty() ? Refusing.noFit(explanation)
                : new Decision.Chosen(scored.getFirst().node(), explanation);
    }

    private static Decision.Scored score(Request request, NodeView node) {
        Map<String, Double> parts = new LinkedHashMap<>();
        var asked = request.resources();
        parts.put("cpu", share(node.claimed().cpus() + asked.cpus(), node.capacity().cpus()));
        parts.put("memory", share(node.claimed().memoryMib() + asked.memoryMib(), node.capacity().memoryMib()));
        parts.put("disk", share(node.claimed().diskMib() + asked.diskMib(), node.capacity().diskMib()));
        var mean = parts.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return new Decision.Scored(node.name(), mean, parts);
    }

    private static double share(long used, long total) {
        return total == 0 ? 0 : (double) used / total;
    }
}
