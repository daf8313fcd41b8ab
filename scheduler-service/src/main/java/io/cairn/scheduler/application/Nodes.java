package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.Node;
import java.util.List;

/** Nodes as the engine sees them, from what they report and what their operators say. */
final class Nodes {
    private Nodes() {}

    static Node node(NodeRow row, NodePolicy policy, boolean ready) {
        var state = new Node.State(ready, policy.cordoned() || row.overcommitted(), row.emulated(),
                policy.allowEmulation(), policy.isolationTier());
        // A device that the agent cannot attach is none: no machine may end up waiting for it.
        var devices = row.attachesDevices() ? row.devices().stream().map(Nodes::device).toList() : List.<Device>of();
        return new Node(row.name(), state, row.capacity().resources(), row.overcommitPercent(), policy.labels(),
                policy.taints(), row.cells(), devices);
    }

    private static Device device(NodeRow.Device device) {
        return new Device(device.address(), device.deviceClass(), device.model(), device.iommuGroup(),
                device.numaNode(), device.pcieSwitch(), device.fabric(), device.parent(), device.usable(),
                device.shareable());
    }
}
