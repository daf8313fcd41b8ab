package io.cairn.scheduler.domain.policy;

import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What policies see of requests and nodes: cores, memory with hugepages, disk, and the devices of one class. What is asked
 * of another class is left to the filters.
 */
public final class Sight {
    static final String NO_CLASS = "";
    private static final int[] NO_DEVICES = {};

    private Sight() {}

    /** The class that is looked at: the one that is asked for, else that of the node's first device. */
    static String deviceClass(Request request, NodeView node) {
        if (!request.devices().isEmpty()) {
            return request.devices().getFirst().deviceClass();
        }
        return node.devices() == 0 ? NO_CLASS : node.device(0).deviceClass();
    }

    /** What a node has left. */
    public static Room room(NodeView node, String deviceClass) {
        long memory = node.freeMemoryMib() + pages(node.freeHugepages2Mi(), node.freeHugepages1Gi());
        int count = node.devices() == 0 ? 0 : count(node, deviceClass);
        return new Room(nodeClass(node, deviceClass, count), Math.max(0, node.freeCpuMilli()), Math.max(0, memory),
                Math.max(0, node.freeDiskMib()), count == 0 ? NO_DEVICES : free(node, deviceClass, count));
    }

    /** Of a machine without devices that is pinned, the NUMA nodes that it would get are the room. */
    static Room room(NodeView node, NodeView.Fit fit) {
        var capacity = node.node().capacity();
        var of = new NodeClass((int) fit.cpuMilli().total(), fit.memoryMib().total(), capacity.diskMib(), 0, "");
        return new Room(of, (int) Math.max(0, fit.cpuMilli().free()), Math.max(0, fit.memoryMib().free()),
                Math.max(0, node.freeDiskMib()), NO_DEVICES);
    }

    static NodeClass nodeClass(NodeView node, String deviceClass) {
        return nodeClass(node, deviceClass, count(node, deviceClass));
    }

    private static NodeClass nodeClass(NodeView node, String deviceClass, int count) {
        var capacity = node.node().capacity();
        return new NodeClass(capacity.cpuMilli(), memory(capacity), capacity.diskMib(), count,
                count == 0 ? "" : model(node, deviceClass));
    }

    private static long memory(Resources of) {
        return of.memoryMib() + pages(of.hugepages2Mi(), of.hugepages1Gi());
    }

    private static long pages(int of2Mi, int of1Gi) {
        return 2L * of2Mi + 1024L * of1Gi;
    }

    private static int count(NodeView node, String deviceClass) {
        int count = 0;
        for (int i = 0; i < node.devices(); i++) {
            count += node.device(i).deviceClass().equals(deviceClass) ? 1 : 0;
        }
        return count;
    }

    private static String model(NodeView node, String deviceClass) {
        return node.device(number(node, deviceClass, 0)).model();
    }

    private static int[] free(NodeView node, String deviceClass, int count) {
        var free = new int[count];
        int next = 0;
        for (int i = 0; i < node.devices(); i++) {
            if (node.device(i).deviceClass().equals(deviceClass)) {
                free[next++] = node.freeWhole(i) ? Room.WHOLE : Math.max(0, node.freeShares(i));
            }
        }
        return free;
    }

    /** The number that the node gives to the i-th device of a class. */
    static int number(NodeView node, String deviceClass, int device) {
        int left = device;
        for (int i = 0; i < node.devices(); i++) {
            if (node.device(i).deviceClass().equals(deviceClass) && left-- == 0) {
                return i;
            }
        }
        return Room.NONE;
    }

    /** Of several choices the first that the node's devices are meant by. */
    static Shape shape(Request request, String deviceClass, Node node, String model) {
        return shape(request.resources(), request.devices(), deviceClass, node.dedicatedMilli(), model);
    }

    /** @param dedicatedMilli cores that a dedicated CPU takes */
    static Shape shape(Resources asked, List<DeviceAsk> devices, String deviceClass, int dedicatedMilli, String model) {
        int cpu = asked.cpuMilli() + asked.dedicatedCpus() * dedicatedMilli;
        for (var ask : devices) {
            if (ask.deviceClass().equals(deviceClass)) {
                return new Shape(cpu, memory(asked), asked.diskMib(), choice(ask, model).count(), ask.shares(),
                        models(ask));
            }
        }
        return new Shape(cpu, memory(asked), asked.diskMib(), 0, 0, Set.of());
    }

    private static DeviceAsk.Choice choice(DeviceAsk ask, String model) {
        for (var choice : ask.choices()) {
            if (choice.model().equals(model)) {
                return choice;
            }
        }
        return ask.choices().getFirst();
    }

    private static Set<String> models(DeviceAsk ask) {
        if (ask.choices().size() == 1) {
            var model = ask.choices().getFirst().model();
            return model.isEmpty() ? Set.of() : Set.of(model);
        }
        var models = ask.choices().stream().map(DeviceAsk.Choice::model).collect(Collectors.toSet());
        return models.contains("") ? Set.of() : models;
    }
}
