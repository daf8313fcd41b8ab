package io.cairn.node.adapter.sim;

import io.cairn.node.domain.Counters;
import io.cairn.node.domain.Usage;
import java.util.Optional;

/** What a simulated machine uses: one vCPU, busy by a share between 5 and 95 %, a disk and a network in step with it. */
final class SimulatedLoad {
    private static final long ASSIGNED_KIB = 1L << 20;

    private SimulatedLoad() {}

    static Usage after(String uid, long nanos) {
        var busy = 5 + Math.floorMod(uid.hashCode(), 91);
        var hundredths = nanos / 10_000_000 * busy;
        var total = new Counters(nanos / 100 * busy, hundredths * 40, hundredths / 100, hundredths * 20,
                hundredths / 200, hundredths * 15, hundredths / 50, hundredths * 10, hundredths / 60);
        return new Usage(1, ASSIGNED_KIB, ASSIGNED_KIB / 100 * busy, Optional.of(ASSIGNED_KIB / 200 * busy), total);
    }
}
