package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Term;

/**
 * How many machines like one a node has room for, one after the other. Of devices the free ones that would do are counted:
 * what they must be near to, or exclude, is not looked at.
 */
final class Multiples {
    private final Request request;
    private final int most;

    Multiples(Request request) {
        this.request = request;
        this.most = most(request);
    }

    /** What its required terms let in on a host, as far as they mean machines like it. */
    static int most(Request request) {
        var most = Integer.MAX_VALUE;
        for (var term : request.terms()) {
            if (term.required() && term.key().equals(Node.HOST) && request.matches(term.match())) {
                most = switch (term) {
                    case Term.AntiAffinity _ -> 1;
                    case Term.AtMost limit -> Math.min(most, limit.count());
                    case Term.Affinity _,Term.Spread _ -> most;
                };
            }
        }
        return most;
    }

    /** Of a node that the request fits. */
    int on(NodeState node) {
        var asked = request.resources();
        var least = Math.min(most, times(node.freeCpuMilli(), Filters.cpu(request, node)));
        least = Math.min(least, times(node.freeMemoryMib(), asked.memoryMib()));
        least = Math.min(least, times(node.freeHugepages2Mi(), asked.hugepages2Mi()));
        least = Math.min(least, times(node.freeHugepages1Gi(), asked.hugepages1Gi()));
        least = Math.min(least, times(node.freeDiskMib(), asked.diskMib()));
        least = Math.min(least, times(node.freeBandwidthMbps(), asked.bandwidthMbps()));
        for (var ask : request.devices()) {
            least = Math.min(least, times(node, ask));
        }
        if (request.rules().numaCells() > 0 && least > 1) {
            least = Math.min(least, node.pinnable(asked, request.rules().numaCells()));
        }
        return (int) Math.clamp(least, 1, Integer.MAX_VALUE);
    }

    private static long times(long free, long asked) {
        return asked == 0 ? Long.MAX_VALUE : Math.max(0, free) / asked;
    }

    /** By the choice that goes furthest. */
    private long times(NodeState node, DeviceAsk ask) {
        var best = 0L;
        for (var choice : ask.choices()) {
            var free = 0;
            for (var i = 0; i < node.devices(); i++) {
                if (DevicePicker.wanted(ask, choice, node.device(i)) && DevicePicker.free(ask, request, node, i)) {
                    free += ask.shared() ? node.freeShares(i) / ask.shares() : 1;
                }
            }
            best = Math.max(best, free / choice.count());
        }
        return best;
    }
}
