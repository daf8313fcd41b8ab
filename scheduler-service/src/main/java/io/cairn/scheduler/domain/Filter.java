package io.cairn.scheduler.domain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;

/**
 * One reason for which a node cannot take a machine.
 *
 * @param name of the filter, in explanations
 * @param removed what to say of the nodes it removed: "too little free memory"
 * @param fits true if the node may take the machine as far as this filter goes
 * @param free how much a node has free in the filter's dimension, for filters that have one
 * @param unit of that number
 */
public record Filter(String name, String removed, BiPredicate<Request, NodeView> fits,
        Optional<ToLongFunction<NodeView>> free, String unit, ToLongFunction<Request> asked) {

    /** In the order in which they run; a node is counted by the first filter that removes it. */
    public static final List<Filter> ALL = List.of(
            plain("Ready", "not ready", (_, node) -> node.ready()),
            plain("Cordon", "cordoned", (_, node) -> !node.cordoned()),
            plain("Accelerator", "in software emulation without spec.allowEmulation",
                    (_, node) -> !node.emulated() || node.emulationAllowed()),
            plain("Selector", "without the labels of the node selector",
                    (request, node) -> node.labels().entrySet().containsAll(request.nodeSelector().entrySet())),
            plain("Taints", "with a taint that the machine does not tolerate", Filter::tolerated),
            measured("Cpu", "too few free vCPUs", "vCPUs", request -> request.resources().cpus(),
                    node -> node.free().cpus()),
            measured("Memory", "too little free memory", "MiB", request -> request.resources().memoryMib(),
                    node -> node.free().memoryMib()),
            measured("Disk", "too little free disk", "MiB", request -> request.resources().diskMib(),
                    node -> node.free().diskMib()));

    private static Filter plain(String name, String removed, BiPredicate<Request, NodeView> fits) {
        return new Filter(name, removed, fits, Optional.empty(), "", _ -> 0);
    }

    private static Filter measured(String name, String removed, String unit, ToLongFunction<Request> asked,
            ToLongFunction<NodeView> free) {
        return new Filter(name, removed,
                (request, node) -> asked.applyAsLong(request) <= free.applyAsLong(node), Optional.of(free), unit,
                asked);
    }

    private static boolean tolerated(Request request, NodeView node) {
        return node.taints()
                .stream()
                .filter(taint -> !taint.effect().equals("PreferNoSchedule"))
                .allMatch(taint -> request.tolerations().stream().anyMatch(t -> t.tolerates(taint)));
    }

    /** "asked 4096 MiB, most free 512 MiB": empty for a filter without a dimension. */
    String detail(Request request, List<NodeView> gone) {
        var most = free.map(measure -> gone.stream().mapToLong(measure).max()).orElse(OptionalLong.empty());
        return most.isEmpty()
                ? ""
                : "asked %d %s, most free %d %s".formatted(asked.applyAsLong(request), unit, most.getAsLong(), unit);
    }
}
