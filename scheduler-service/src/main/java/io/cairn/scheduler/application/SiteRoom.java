package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Node;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a site has and what is left of it.
 *
 * @param ready nodes whose agents report
 * @param machines that have a claim there
 * @param total of all its nodes
 * @param free on nodes that are ready and not cordoned, whether the site takes machines or not
 */
public record SiteRoom(int nodes, int ready, int machines, Amount total, Amount free, List<Devices> devices) {
    public static final SiteRoom NONE = new SiteRoom(0, 0, 0, Amount.NONE, Amount.NONE, List.of());
    /** Models of devices that are told of. */
    private static final int MOST_MODELS = 64;

    public SiteRoom {
        devices = devices.stream().limit(MOST_MODELS).toList();
    }

    /** Devices of a model; free ones are whole, and on nodes that are ready and not cordoned. */
    public record Devices(String deviceClass, String model, int total, int free) {
        private Devices plus(Devices more) {
            return new Devices(deviceClass, model, total + more.total, free + more.free);
        }
    }

    /** By site. */
    static Map<String, SiteRoom> all(ClusterView view) {
        var rooms = new TreeMap<String, Sum>();
        for (var node : view.nodes()) {
            var site = node.node().place(Node.SITE);
            if (!site.isEmpty()) {
                rooms.computeIfAbsent(site, _ -> new Sum()).add(node);
            }
        }
        var all = new TreeMap<String, SiteRoom>();
        rooms.forEach((site, sum) -> all.put(site, sum.room()));
        return all;
    }

    /** Adds nodes up. */
    private static final class Sum {
        private int nodes;
        private int ready;
        private int machines;
        private Amount total = Amount.NONE;
        private Amount free = Amount.NONE;
        private final Map<String, Devices> devices = new TreeMap<>();

        private void add(NodeView node) {
            var state = node.node().state();
            var takes = state.ready() && !state.cordoned();
            nodes++;
            ready += state.ready() ? 1 : 0;
            machines += node.machines();
            total = total.plus(Amount.of(node.node().capacity()));
            free = takes ? free.plus(free(node)) : free;
            for (var i = 0; i < node.devices(); i++) {
                var device = node.device(i);
                devices.merge(device.deviceClass() + "/" + device.model(), new Devices(device.deviceClass(),
                        device.model(), 1, takes && node.freeWhole(i) ? 1 : 0), Devices::plus);
            }
        }

        /** Facts win over capacity: there may be less than nothing on a node, which is no other one's room. */
        private static Amount free(NodeView node) {
            return new Amount(Math.max(0, node.freeCpuMilli() / 1_000), 0, Math.max(0, node.freeMemoryMib()),
                    Math.max(0, node.freeHugepages2Mi()), Math.max(0, node.freeHugepages1Gi()),
                    Math.max(0, node.freeDiskMib()), Math.max(0, node.freeBandwidthMbps()));
        }

        private SiteRoom room() {
            return new SiteRoom(nodes, ready, machines, total, free, List.copyOf(devices.values()));
        }
    }
}
