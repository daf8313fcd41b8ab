package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Node;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which nodes are in which domain of a topology key. */
final class Topology {
    static final int NOWHERE = -1;

    private final int[] domainOf;
    private final int domains;

    private Topology(int[] domainOf, int domains) {
        this.domainOf = domainOf;
        this.domains = domains;
    }

    static Topology of(String key, List<@Nullable NodeState> nodes) {
        var domainOf = new int[nodes.size()];
        if (key.equals(Node.HOST)) {
            for (var i = 0; i < domainOf.length; i++) {
                domainOf[i] = i;
            }
            return new Topology(domainOf, domainOf.length);
        }
        var numbers = new HashMap<String, Integer>();
        for (var i = 0; i < domainOf.length; i++) {
            var node = nodes.get(i);
            var place = node == null ? "" : node.node().place(key);
            domainOf[i] = place.isEmpty() ? NOWHERE : numbers.computeIfAbsent(place, _ -> numbers.size());
        }
        return new Topology(domainOf, numbers.size());
    }

    int domains() {
        return domains;
    }

    /** By the node's index. */
    int domain(int node) {
        return domainOf[node];
    }
}
