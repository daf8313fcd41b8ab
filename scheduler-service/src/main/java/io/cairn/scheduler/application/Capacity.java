package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How many more machines of each size fit, pool by pool and site by site: exact for machines that ask for nothing of
 * their neighbours.
 */
public final class Capacity {
    private final ClusterView view;
    private final List<Supposition.Size> sizes;
    private final List<DeviceAsk> asks;

    Capacity(ClusterView view, List<Supposition.Size> sizes, List<DeviceAsk> asks) {
        this.view = view;
        this.sizes = sizes;
        this.asks = asks;
    }

    /**
     * Nodes that belong together.
     *
     * @param open how many take machines
     * @param more machines of each size, by its name, each counted as if it were the only one
     */
    public record Pool(String name, int nodes, int open, Amount allocatable, Amount claimed, Map<String, Long> more,
            List<Devices> devices) {}

    /** Devices of a model on the open nodes. */
    public record Devices(String deviceClass, String model, int total, int free) {}

    /** @param sites nodes with the same site; those that are at none are in no site */
    public record Report(List<Pool> pools, List<Pool> sites) {}

    Report report() {
        return new Report(pools(), together(node -> node.node().place(Node.SITE)));
    }

    List<Pool> pools() {
        return together(node -> node.node().labels().getOrDefault(Pools.LABEL, Pools.UNNAMED));
    }

    private List<Pool> together(Function<NodeView, String> by) {
        var pools = new TreeMap<String, List<NodeView>>();
        for (var node : view.nodes()) {
            pools.computeIfAbsent(by.apply(node), _ -> new ArrayList<>()).add(node);
        }
        pools.remove("");
        return pools.entrySet().stream().map(entry -> pool(entry.getKey(), entry.getValue())).toList();
    }

    private Pool pool(String name, List<NodeView> nodes) {
        var open = nodes.stream().filter(Capacity::open).toList();
        var more = new TreeMap<String, Long>();
        for (var size : sizes) {
            more.put(size.name(), open.stream().mapToLong(node -> more(node, size)).sum());
        }
        var allocatable = open.stream()
                .map(node -> Amount.of(node.node().capacity()))
                .reduce(Amount.NONE,
                        Amount::plus);
        var claimed = open.stream().map(Capacity::claimed).reduce(Amount.NONE, Amount::plus);
        return new Pool(name, nodes.size(), open.size(), allocatable, claimed, more, devices(open));
    }

    /** Taints do not close a node: machines may tolerate them. */
    private static boolean open(NodeView node) {
        var state = node.node().state();
        return state.ready() && !state.cordoned() && state.siteOpen()
                && (!state.emulated() || state.emulationAllowed());
    }

    private static Amount claimed(NodeView node) {
        return node.claims()
                .stream()
                .map(claim -> Amount.of(claim.request().resources()))
                .reduce(Amount.NONE,
                        Amount::plus);
    }

    private long more(NodeView node, Supposition.Size named) {
        var size = named.resources();
        var least = Long.MAX_VALUE;
        least = Math.min(least, times(node.freeCpuMilli(), size.cpuMilli()));
        least = Math.min(least, times(node.freeMemoryMib(), size.memoryMib()));
        least = Math.min(least, times(node.freeDedicatedCpus(), size.dedicatedCpus()));
        least = Math.min(least, times(node.freeHugepages2Mi(), size.hugepages2Mi()));
        least = Math.min(least, times(node.freeHugepages1Gi(), size.hugepages1Gi()));
        least = Math.min(least, times(node.freeDiskMib(), size.diskMib()));
        least = Math.min(least, times(node.freeBandwidthMbps(), size.bandwidthMbps()));
        if (named.numaCells() > 0 && least > 0) {
            least = Math.min(least, node.pinnable(size, named.numaCells()));
        }
        for (var ask : asks) {
            least = Math.min(least, times(node, ask));
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    private static long times(long free, long asked) {
        return asked == 0 ? Long.MAX_VALUE : Math.max(0, free) / asked;
    }

    /** By the choice that goes furthest. */
    private static long times(NodeView node, DeviceAsk ask) {
        return ask.choices()
                .stream()
                .mapToLong(choice -> free(node, ask.deviceClass(), choice.model(), ask.shares()) / choice.count())
                .max()
                .orElse(0);
    }

    private static long free(NodeView node, String deviceClass, String model, int shares) {
        var free = 0L;
        for (var i = 0; i < node.devices(); i++) {
            var device = node.device(i);
            if (device.deviceClass().equals(deviceClass) && (model.isEmpty() || model.equals(device.model()))) {
                free += shares < 1_000 ? node.freeShares(i) / shares : node.freeWhole(i) ? 1 : 0;
            }
        }
        return free;
    }

    private static List<Devices> devices(List<NodeView> nodes) {
        var counted = new TreeMap<String, Devices>();
        for (var node : nodes) {
            for (var i = 0; i < node.devices(); i++) {
                var device = node.device(i);
                counted.merge(device.deviceClass() + "/" + device.model(), new Devices(device.deviceClass(),
                        device.model(), 1, node.freeWhole(i) ? 1 : 0),
                        (one, other) -> new Devices(one.deviceClass(),
                                one.model(), one.total() + other.total(), one.free() + other.free()));
            }
        }
        return List.copyOf(counted.values());
    }
}
