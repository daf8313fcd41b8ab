package io.cairn.scheduler.domain.policy;

import io.cairn.scheduler.domain.engine.NodeView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a pool teaches: what is asked there and what there is, one for each class of devices. */
final class Lesson {
    /** Shapes of a workload; when there are more, those that differ by little become one. */
    private static final int MOST_SHAPES = 256;
    private static final int MOST_BITS = 6;

    private final Map<Demand.Ask, Long> asks = new HashMap<>();
    private final Map<String, Map<String, Integer>> models = new HashMap<>();
    private final Map<String, NodeClass> largest = new HashMap<>();
    private int dedicatedMilli = Room.WHOLE;
    private long machines;
    private int nodes;

    /**
     * @param capacity the share of all devices that is of a model
     * @param largest by each amount, of any node
     */
    record Taught(Workload workload, Map<String, Double> capacity, NodeClass largest) {
        static final Taught NOTHING = new Taught(Workload.NONE, Map.of(), new NodeClass(1, 1, 1, 1, ""));
    }

    void add(NodeView node) {
        machines += node.machines();
        nodes++;
        dedicatedMilli = Math.max(dedicatedMilli, node.node().dedicatedMilli());
        var classes = new HashSet<String>(Set.of(Sight.NO_CLASS));
        for (int i = 0; i < node.devices(); i++) {
            var device = node.device(i);
            classes.add(device.deviceClass());
            models.computeIfAbsent(device.deviceClass(), _ -> new HashMap<>())
                    .merge(device.model(), 1, Integer::sum);
        }
        classes.forEach(name -> largest.merge(name, Sight.nodeClass(node, name), Lesson::larger));
    }

    private static NodeClass larger(NodeClass one, NodeClass other) {
        return new NodeClass(Math.max(one.cpuMilli(), other.cpuMilli()), Math.max(one.memoryMib(), other.memoryMib()),
                Math.max(one.diskMib(), other.diskMib()), Math.max(one.devices(), other.devices()), "");
    }

    int nodes() {
        return nodes;
    }

    long machines() {
        return machines;
    }

    void add(Demand.Ask ask, long weight) {
        asks.merge(ask, weight, Long::sum);
    }

    Map<String, Taught> taught() {
        var taught = new HashMap<String, Taught>();
        largest.forEach((name, of) -> taught.put(name, new Taught(workload(name), capacity(name), of)));
        return Map.copyOf(taught);
    }

    private Workload workload(String deviceClass) {
        var shapes = new HashMap<Shape, Long>();
        asks.forEach((ask, weight) -> {
            if (concerns(ask, deviceClass)) {
                shapes.merge(Sight.shape(ask.resources(), ask.devices(), deviceClass, dedicatedMilli, ""), weight,
                        Long::sum);
            }
        });
        var few = shapes;
        for (int bits = MOST_BITS; few.size() > MOST_SHAPES && bits > 0; bits--) {
            few = new HashMap<>();
            for (var entry : shapes.entrySet()) {
                few.merge(entry.getKey().rounded(bits), entry.getValue(), Long::sum);
            }
        }
        var workload = Workload.weighted(few);
        return workload.shares().size() <= MOST_SHAPES ? workload
                : new Workload(workload.shares().subList(0, MOST_SHAPES));
    }

    /** Nodes without devices get nobody who asks for some; no node gets anybody who asks for what the pool has not. */
    private boolean concerns(Demand.Ask ask, String deviceClass) {
        return ask.devices()
                .stream()
                .allMatch(asked -> !deviceClass.equals(Sight.NO_CLASS) && models.containsKey(asked.deviceClass()));
    }

    private Map<String, Double> capacity(String deviceClass) {
        var counts = models.getOrDefault(deviceClass, Map.of());
        double total = counts.values().stream().mapToInt(Integer::intValue).sum();
        var shares = new HashMap<String, Double>();
        counts.forEach((model, count) -> shares.put(model, count / total));
        return shares;
    }
}
