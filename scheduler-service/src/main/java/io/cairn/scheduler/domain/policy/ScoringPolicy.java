package io.cairn.scheduler.domain.policy;

import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A scoring as the policy of a view. It sees the devices of one class on a node, the class that is asked for, or that of
 * the node's first device if none is; what a request asks of a second class is left to the filters.
 */
public final class ScoringPolicy implements Policy {
    private static final String NO_CLASS = "";

    private final String name;
    private final Scoring scoring;

    public ScoringPolicy(String name, Scoring scoring) {
        this.name = name;
        this.scoring = scoring;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean steady() {
        return scoring.steady();
    }

    @Override
    public int score(Request request, NodeView node) {
        var room = room(node, deviceClass(request, node));
        return Policy.scaled(scoring.portion(scoring.score(shape(request, room), room).value()));
    }

    @Override
    public int share(DeviceAsk ask, Request request, NodeView node, int[] candidates) {
        var room = room(node, ask.deviceClass());
        var shape = shape(request, room);
        if (shape.shares() && room.fits(shape)) {
            int device = number(node, ask.deviceClass(), scoring.score(shape, room).device());
            for (int candidate : candidates) {
                if (candidate == device) {
                    return device;
                }
            }
        }
        return Policy.super.share(ask, request, node, candidates);
    }

    private static String deviceClass(Request request, NodeView node) {
        if (!request.devices().isEmpty()) {
            return request.devices().getFirst().deviceClass();
        }
        return node.devices() == 0 ? NO_CLASS : node.device(0).deviceClass();
    }

    private static Room room(NodeView node, String deviceClass) {
        var free = new int[node.devices()];
        int count = 0;
        String model = "";
        for (int i = 0; i < node.devices(); i++) {
            if (node.device(i).deviceClass().equals(deviceClass)) {
                model = count == 0 ? node.device(i).model() : model;
                free[count++] = node.freeWhole(i) ? Room.WHOLE : Math.max(0, node.freeShares(i));
            }
        }
        var capacity = node.node().capacity();
        var of = new NodeClass(capacity.cpuMilli(), Math.max(1, capacity.memoryMib()), count, model);
        return Room.of(of, Math.max(0, node.freeCpuMilli()), Math.max(0, node.freeMemoryMib()),
                Arrays.copyOf(free, count));
    }

    /** The number that the node gives to the i-th device of a class. */
    private static int number(NodeView node, String deviceClass, int device) {
        int left = device;
        for (int i = 0; i < node.devices(); i++) {
            if (node.device(i).deviceClass().equals(deviceClass) && left-- == 0) {
                return i;
            }
        }
        return Room.NONE;
    }

    /** Of several choices the first that the node's devices are meant by. */
    private static Shape shape(Request request, Room room) {
        var asked = request.resources();
        int cpu = asked.cpuMilli() + asked.dedicatedCpus() * Room.WHOLE;
        long memory = asked.memoryMib() + 2L * asked.hugepages2Mi() + 1024L * asked.hugepages1Gi();
        if (request.devices().isEmpty()) {
            return new Shape(cpu, memory, 0, 0, Set.of());
        }
        var ask = request.devices().getFirst();
        var models = ask.choices().stream().map(DeviceAsk.Choice::model).collect(Collectors.toSet());
        var choice = ask.choices()
                .stream()
                .filter(one -> one.model().equals(room.nodeClass().model()))
                .findFirst()
                .orElse(ask.choices().getFirst());
        return new Shape(cpu, memory, choice.count(), ask.shares(), models.contains("") ? Set.of() : models);
    }
}
