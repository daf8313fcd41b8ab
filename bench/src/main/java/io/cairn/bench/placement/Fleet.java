package io.cairn.bench.placement;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Synthetic nodes: 3 zones, racks of 32, four sizes, with 8 GPUs behind two switches or without. */
final class Fleet {
    static final int RACK = 32;
    private static final int GPUS = 8;

    private Fleet() {}

    static Node node(int number) {
        return plain(number).withDevices(gpus(number % 2 == 0 ? "l40s" : "h200"));
    }

    private static Node plain(int number) {
        var size = 1 + number % 4;
        var labels = Map.of("zone", "zone-" + number % 3, "rack", "rack-" + number / RACK, "generation", "g" + size);
        return Node.of("node-%06d".formatted(number), Resources.of(64 * size, 256L * 1024 * size, 4_000_000L * size))
                .withLabels(labels);
    }

    private static List<Device> gpus(String model) {
        var gpus = new ArrayList<Device>();
        for (var i = 0; i < GPUS; i++) {
            gpus.add(Device.of("0000:%02x:00.0".formatted(i + 1), "gpu", model).at(i / 4, "switch-" + i / 4, ""));
        }
        return gpus;
    }

    static ClusterView of(int nodes, boolean gpus) {
        var view = new ClusterView(Pools.all(PolicyName.DEFAULT));
        for (var i = 0; i < nodes; i++) {
            view.put(gpus ? node(i) : plain(i));
        }
        return view;
    }
}
