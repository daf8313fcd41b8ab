package io.cairn.scheduler.domain.defrag;

import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.Optional;

/**
 * What a plan may touch.
 *
 * @param pool nodes with this value of the label {@code cairn.io/pool}; empty for all nodes
 * @param copyDisks machines with local disks move, and their disks are copied; else they stay
 * @param moveShares machines with shares of devices move; whole devices never do
 */
public record Scope(Optional<String> pool, boolean copyDisks, boolean moveShares) {
    public static final Scope ALL = new Scope(Optional.empty(), true, false);
    /** Label of a machine that is not to be moved, with the value {@link #NEVER}. */
    public static final String MIGRATION = "cairn.io/live-migration";
    public static final String NEVER = "never";
    /** Of nodes without the label. */
    public static final String DEFAULT_POOL = "default";

    /** Why a machine stays where it is. */
    public enum Stays {
        WHOLE_DEVICE("have whole devices"),
        DEVICE_SHARE("have a share of a device"),
        PINNED("are pinned to CPUs or NUMA nodes"),
        LOCAL_DISK("have a local disk"),
        RESERVED("are room that is kept, by a reservation or for who waits"),
        ASKED("have the label %s=%s".formatted(MIGRATION, NEVER)),
        SILENT("are on a node that does not report");

        private final String words;

        Stays(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    boolean contains(Node node) {
        return pool.isEmpty() || node.labels().getOrDefault(Pools.LABEL, DEFAULT_POOL).equals(pool.get());
    }

    /** Whether the node takes machines, taints aside. */
    static boolean open(Node node) {
        var state = node.state();
        return state.ready() && !state.cordoned() && (!state.emulated() || state.emulationAllowed());
    }

    /** Empty if the machine can be moved. */
    Optional<Stays> stays(Claim claim, NodeView node) {
        var request = claim.request();
        if (claim.kept()) {
            return Optional.of(Stays.RESERVED);
        }
        if (claim.devices().stream().anyMatch(part -> part.whole())) {
            return Optional.of(Stays.WHOLE_DEVICE);
        }
        if (!claim.devices().isEmpty() && !moveShares) {
            return Optional.of(Stays.DEVICE_SHARE);
        }
        if (request.resources().dedicatedCpus() > 0 || request.rules().numaCells() > 0 || !claim.cells().isEmpty()) {
            return Optional.of(Stays.PINNED);
        }
        if (request.resources().diskMib() > 0 && !copyDisks) {
            return Optional.of(Stays.LOCAL_DISK);
        }
        if (NEVER.equals(request.labels().get(MIGRATION))) {
            return Optional.of(Stays.ASKED);
        }
        return node.node().state().ready() ? Optional.empty() : Optional.of(Stays.SILENT);
    }

    /** What is sent over the network to move a machine. */
    public static long mib(Claim claim) {
        var of = claim.request().resources();
        return of.memoryMib() + 2L * of.hugepages2Mi() + 1024L * of.hugepages1Gi() + of.diskMib();
    }
}
