package io.cairn.scheduler.domain.queue;

import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What is earmarked of each node, whether it is free already or not: no two may count on the same room. */
final class Planned {
    private final Map<String, List<Request>> planned = new HashMap<>();

    void add(String node, Request member) {
        planned.computeIfAbsent(node, _ -> new ArrayList<>()).add(member);
    }

    void forget(String node, Request member) {
        planned.getOrDefault(node, List.of()).remove(member);
    }

    /** Whether a node that nothing runs on could take a machine beside those that it is earmarked for. */
    boolean leaves(NodeView node, Request member) {
        var others = planned.getOrDefault(node.node().name(), List.of());
        var capacity = node.node().capacity();
        return fits(others, member, capacity.cpuMilli(), request -> request.resources().cpuMilli())
                && fits(others, member, capacity.memoryMib(), request -> request.resources().memoryMib())
                && fits(others, member, capacity.hugepages2Mi(), request -> request.resources().hugepages2Mi())
                && fits(others, member, capacity.hugepages1Gi(), request -> request.resources().hugepages1Gi())
                && fits(others, member, capacity.diskMib(), request -> request.resources().diskMib())
                && fits(others, member, capacity.bandwidthMbps(), request -> request.resources().bandwidthMbps())
                && member.devices().stream().allMatch(ask -> devices(others, member, ask, node));
    }

    private static boolean fits(List<Request> others, Request member, long capacity, ToLongFunction<Request> amount) {
        return others.stream().mapToLong(amount).sum() + amount.applyAsLong(member) <= capacity;
    }

    /** Asks of one class may mean the same devices, whatever their models. */
    private static boolean devices(List<Request> others, Request member, DeviceAsk ask, NodeView node) {
        var wanted = 0;
        for (var i = 0; i < node.devices(); i++) {
            wanted += Lack.wanted(ask, node.device(i)) ? 1 : 0;
        }
        return others.stream().mapToInt(other -> count(other, ask)).sum() + count(member, ask) <= wanted;
    }

    private static int count(Request request, DeviceAsk like) {
        return request.devices()
                .stream()
                .filter(ask -> ask.deviceClass().equals(like.deviceClass()))
                .mapToInt(ask -> ask.choices().getFirst().count())
                .sum();
    }
}
