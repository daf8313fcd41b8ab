package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Request;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fullest node that still fits wins, so that large machines find room later: the mean share in use of vCPUs, memory
 * and disk after the placement.
 */
public final class Fullest implements Policy {
    @Override
    public String name() {
        return "fullest";
    }

    @Override
    public int score(Request request, NodeView node) {
        return Policy.scaled((cpu(request, node) + memory(request, node) + disk(request, node)) / 3);
    }

    @Override
    public Map<String, Double> parts(Request request, NodeView node) {
        var parts = new LinkedHashMap<String, Double>();
        parts.put("cpu", cpu(request, node));
        parts.put("memory", memory(request, node));
        parts.put("disk", disk(request, node));
        return parts;
    }

    private static double cpu(Request request, NodeView node) {
        var asked = request.resources().cpuMilli()
                + request.resources().dedicatedCpus() * node.node().dedicatedMilli();
        return used(node.freeCpuMilli() - asked, node.node().capacity().cpuMilli());
    }

    private static double memory(Request request, NodeView node) {
        return used(node.freeMemoryMib() - request.resources().memoryMib(), node.node().capacity().memoryMib());
    }

    private static double disk(Request request, NodeView node) {
        return used(node.freeDiskMib() - request.resources().diskMib(), node.node().capacity().diskMib());
    }

    private static double used(long left, long total) {
        return total == 0 ? 0 : 1 - (double) left / total;
    }
}
