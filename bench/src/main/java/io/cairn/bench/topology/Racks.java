package io.cairn.bench.topology;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Term;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Sends the first machine of each group that is to share a rack to the rack with the most room, by its selector. */
final class Racks {
    private static final int MIB_A_VCPU = 2048;

    private final Set<String> begun = new HashSet<>();

    /** What it asks, with the rack if it is the first of its group; a rack that is too small for it is no help. */
    Request hint(Trace.Machine machine, ClusterView view) {
        var request = machine.request();
        if (request.terms().stream().noneMatch(Term.Affinity.class::isInstance) || !begun.add(machine.group())) {
            return request;
        }
        var rules = request.rules();
        var hinted = request.with(new Rules(Map.of(Trace.RACK, roomiest(view)),
                rules.tolerations(), rules.isolationTier(), rules.numaCells()));
        return view.fits(hinted) ? hinted : request;
    }

    private static String roomiest(ClusterView view) {
        var room = new HashMap<String, Long>();
        for (var node : view.nodes()) {
            room.merge(node.node().labels().getOrDefault(Trace.RACK, "none"),
                    Math.min(node.freeCpuMilli() / 1000L, node.freeMemoryMib() / MIB_A_VCPU), Long::sum);
        }
        return room.entrySet()
                .stream()
                .max(Map.Entry.<String, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(
                                Comparator.reverseOrder())))
                .map(Map.Entry::getKey)
                .orElseThrow();
    }
}
