package io.cairn.scheduler.domain.queue;

import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Tenancy;
import io.cairn.scheduler.domain.model.Term;
import java.util.ArrayList;
import java.util.List;

/** What a node has too little of for a machine, and what it has of it. */
final class Lack {
    private Lack() {}

    /** Whether a machine needs amounts and whole devices, anywhere on a node, and nothing of its neighbours. */
    static boolean plain(Request request) {
        return request.rules().numaCells() == 0 && request.resources().dedicatedCpus() == 0
                && request.tenancy().equals(Tenancy.SHARED)
                && request.terms().stream().noneMatch(Term::required)
                && request.devices()
                        .stream()
                        .allMatch(ask -> !ask.shared() && ask.near() == DeviceAsk.Near.ANYWHERE
                                && ask.choices().size() == 1);
    }

    /** Shares of what is asked that are not free now, summed up; 0 if nothing is missing. */
    static double of(Request request, NodeView node) {
        var asked = request.resources();
        var lack = missing(asked.cpuMilli(), node.freeCpuMilli())
                + missing(asked.memoryMib(), node.freeMemoryMib())
                + missing(asked.hugepages2Mi(), node.freeHugepages2Mi())
                + missing(asked.hugepages1Gi(), node.freeHugepages1Gi())
                + missing(asked.diskMib(), node.freeDiskMib())
                + missing(asked.bandwidthMbps(), node.freeBandwidthMbps());
        for (var ask : request.devices()) {
            var free = 0;
            for (var i = 0; i < node.devices(); i++) {
                free += node.freeWhole(i) && wanted(ask, node.device(i)) ? 1 : 0;
            }
            lack += missing(ask.choices().getFirst().count(), free);
        }
        return lack;
    }

    private static double missing(long asked, long free) {
        return asked <= free ? 0 : (double) (asked - Math.max(0, free)) / asked;
    }

    static boolean wanted(DeviceAsk ask, Device device) {
        var model = ask.choices().getFirst().model();
        return device.usable() && device.deviceClass().equals(ask.deviceClass())
                && (model.isEmpty() || model.equals(device.model()));
    }

    /** As much as is free of what a machine asks for, as a claim; never more than there is. */
    static Claim free(String machine, Request request, NodeView node, int priority) {
        var asked = request.resources();
        var part = new Resources(some(asked.cpuMilli(), node.freeCpuMilli()), 0,
                some(asked.memoryMib(), node.freeMemoryMib()), some(asked.hugepages2Mi(), node.freeHugepages2Mi()),
                some(asked.hugepages1Gi(), node.freeHugepages1Gi()), some(asked.diskMib(), node.freeDiskMib()),
                some(asked.bandwidthMbps(), node.freeBandwidthMbps()));
        return new Claim(machine, node.node().name(), Request.of(part).withPriority(priority, false),
                devices(request, node), List.of());
    }

    private static List<DeviceShare> devices(Request request, NodeView node) {
        var taken = new boolean[node.devices()];
        var parts = new ArrayList<DeviceShare>();
        for (var ask : request.devices()) {
            var left = ask.choices().getFirst().count();
            for (var i = 0; i < taken.length && left > 0; i++) {
                if (!taken[i] && node.freeWhole(i) && wanted(ask, node.device(i))) {
                    taken[i] = true;
                    left--;
                    parts.add(new DeviceShare(node.device(i).address(), DeviceShare.WHOLE));
                }
            }
        }
        return parts;
    }

    private static int some(int asked, int free) {
        return Math.clamp(free, 0, asked);
    }

    private static long some(long asked, long free) {
        return Math.clamp(free, 0, asked);
    }
}
