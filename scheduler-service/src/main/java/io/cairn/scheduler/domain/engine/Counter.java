package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Owner;
import java.util.Map;

/** How many machines of a kind each domain of a topology key has. */
final class Counter {
    private static final int LOG = 256;

    private final Topology topology;
    private final Counts counts;
    private final ChangeLog log;
    private long total;

    /**
     * @param keepers true for the machines that keep those with the labels away, false for those that have the labels
     */
    record Of(Owner owner, Map<String, String> match, String key, boolean keepers) {}

    Counter(Topology topology) {
        this.topology = topology;
        this.counts = new Counts(topology.domains());
        this.log = new ChangeLog(Math.min(topology.domains(), LOG));
    }

    void add(int node, int more) {
        var domain = topology.domain(node);
        if (domain >= 0) {
            counts.add(domain, more);
            total += more;
            log.add(domain);
        }
    }

    Topology topology() {
        return topology;
    }

    int in(int domain) {
        return counts.get(domain);
    }

    long total() {
        return total;
    }

    ChangeLog log() {
        return log;
    }
}
