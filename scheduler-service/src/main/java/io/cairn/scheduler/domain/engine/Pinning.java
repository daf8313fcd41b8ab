package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Request;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Which NUMA nodes a machine is pinned to. */
final class Pinning {
    private Pinning() {}

    /** Before devices are chosen: near are the NUMA nodes with a free one that the request could have. */
    static Optional<NodeView.Fit> look(Request request, NodeState node) {
        if (request.rules().numaCells() == 0) {
            return Optional.empty();
        }
        var near = new HashSet<Integer>();
        for (var i = 0; i < node.devices(); i++) {
            if (wanted(request, node, i)) {
                near.add(node.device(i).numaNode());
            }
        }
        return node.cells.look(request.resources(), node.node().overcommitPercent(), request.rules().numaCells(),
                near, request.devices().isEmpty());
    }

    private static boolean wanted(Request request, NodeState node, int device) {
        for (var ask : request.devices()) {
            for (var choice : ask.choices()) {
                if (DevicePicker.wanted(ask, choice, node.device(device))
                        && DevicePicker.free(ask, request, node, device)) {
                    return true;
                }
            }
        }
        return false;
    }

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
