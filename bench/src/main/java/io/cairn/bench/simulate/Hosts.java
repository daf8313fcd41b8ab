package io.cairn.bench.simulate;

import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Nodes in racks of 32 and three zones: of ten, five with 128 vCPUs and 512 GiB, three with 256 vCPUs and 1 TiB, and two
 * with 192 vCPUs, 1.5 TiB and 8 GPUs of one of two models.
 */
public final class Hosts {
    static final String ZONE = "zone";
    static final String DISK = "disk";
    static final List<String> MODELS = List.of("h200", "l40s");
    static final int GPUS = 8;
    private static final long GIB = 1024;
    private static final long DISK_MIB = 8_000_000;

    private Hosts() {}

    public static List<Node> of(int count) {
        var nodes = new ArrayList<Node>(count);
        for (int i = 0; i < count; i++) {
            nodes.add(node(i));
        }
        return nodes;
    }

    private static Node node(int number) {
        var labels = Map.of(ZONE, "zone-" + number / 32 % 3, "rack", "rack-" + number / 32, DISK,
                number % 4 == 0 ? "hdd" : "ssd");
        int kind = number * 7 % 10;
        var capacity = kind < 5 ? Resources.of(128, 512 * GIB, DISK_MIB)
                : kind < 8 ? Resources.of(256, 1024 * GIB, DISK_MIB) : Resources.of(192, 1536 * GIB, DISK_MIB);
        return Node.of("node-%06d".formatted(number), capacity)
                .withLabels(labels)
                .withDevices(kind < 8 ? List.of() : gpus(MODELS.get(kind - 8)));
    }

    private static List<Device> gpus(String model) {
        var gpus = new ArrayList<Device>();
        for (int i = 0; i < GPUS; i++) {
            gpus.add(Device.of("0000:%02x:00.0".formatted(i + 1), Demand.GPU, model).at(i / 4, "switch-" + i / 4, ""));
        }
        return gpus;
    }
}
