package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Request;
import java.util.HashSet;
import java.util.List;

/** Which NUMA nodes a machine is pinned to. */
final class Pinning {
    private Pinning() {}

    static List<Integer> of(Request request, NodeState node, List<DeviceShare> parts) {
        if (request.rules().numaCells() == 0) {
            return List.of();
        }
        var near = new HashSet<Integer>();
        for (var i = 0; i < node.devices(); i++) {
            var device = node.device(i);
            if (parts.stream().anyMatch(part -> part.address().equals(device.address()))) {
                near.add(device.numaNode());
            }
        }
        return node.cells.choose(request.resources(), node.node().overcommitPercent(), request.rules().numaCells(),
                near).orElse(List.of());
    }
}
