package io.cairn.scheduler.domain.defrag;

import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Tenancy;

/** What there is to be more of. It is counted node by node, and the sum over the nodes is what a plan raises. */
public sealed interface Objective {

    /**
     * How many an open node has: the whole part counts, the rest says how near it is to the next one.
     *
     * @param node takes machines
     */
    double level(NodeView node);

    /** When there is enough, so that a plan goes no further; {@link Long#MAX_VALUE} if there never is. */
    default long enough() {
        return Long.MAX_VALUE;
    }

    /** What is counted, in the plural: "empty hosts". */
    String words();

    /** Why machines leave a node: "empties host-7". */
    String reason(String node, long gained);

    /** Nodes on which nothing runs. */
    record Hosts() implements Objective {
        @Override
        public double level(NodeView node) {
            return 1.0 / (1 + node.machines());
        }

        @Override
        public String words() {
            return "empty hosts";
        }

        @Override
        public String reason(String node, long gained) {
            return "empties " + node;
        }
    }

    /**
     * Whole devices that somebody could use: free, and with their part of the node's vCPUs and memory free beside them. Of
     * a node with 8 devices the part is an eighth.
     *
     * @param deviceClass gpu, nic, nvme
     * @param model empty means any of the class
     */
    record Devices(String deviceClass, String model) implements Objective {
        @Override
        public double level(NodeView node) {
            var all = 0;
            var free = 0;
            for (var i = 0; i < node.devices(); i++) {
                var counts = counts(node.device(i));
                all += counts ? 1 : 0;
                free += counts && node.freeWhole(i) ? 1 : 0;
            }
            if (free == 0) {
                return 0;
            }
            var capacity = node.node().capacity();
            return Math.max(0, Math.min(free, Math.min(parts(node.freeCpuMilli(), capacity.cpuMilli(), all),
                    parts(node.freeMemoryMib(), capacity.memoryMib(), all))));
        }

        private boolean counts(Device device) {
            return device.deviceClass().equals(deviceClass) && (model.isEmpty() || device.model().equals(model));
        }

        private static double parts(long free, long capacity, int parts) {
            return capacity == 0 ? parts : (double) Math.max(0, free) * parts / capacity;
        }

        @Override
        public String words() {
            return "whole devices (%s) with room beside them".formatted(model.isEmpty() ? deviceClass : model);
        }

        @Override
        public String reason(String node, long gained) {
            return "frees %d x %s on %s".formatted(gained, model.isEmpty() ? deviceClass : model, node);
        }
    }

    /**
     * Machines of a size that could be placed: as many as fit next to each other.
     *
     * @param name of the size
     * @param each what one of them asks; its terms do not count
     * @param enough how many will do: the members of a gang
     */
    record Room(String name, Request each, long enough) implements Objective {
        @Override
        public double level(NodeView node) {
            if (!bears(node)) {
                return 0;
            }
            var asked = each.resources();
            var least = Double.MAX_VALUE;
            least = Math.min(least, times(node.freeCpuMilli(),
                    asked.cpuMilli() + (long) asked.dedicatedCpus() * node.node().dedicatedMilli()));
            least = Math.min(least, times(node.freeMemoryMib(), asked.memoryMib()));
            least = Math.min(least, times(node.freeHugepages2Mi(), asked.hugepages2Mi()));
            least = Math.min(least, times(node.freeHugepages1Gi(), asked.hugepages1Gi()));
            least = Math.min(least, times(node.freeDiskMib(), asked.diskMib()));
            least = Math.min(least, times(node.freeBandwidthMbps(), asked.bandwidthMbps()));
            for (var ask : each.devices()) {
                least = Math.min(least, times(node, ask));
            }
            return least == Double.MAX_VALUE ? 0 : least;
        }

        /** Whether it would be let in at all. */
        private boolean bears(NodeView node) {
            var of = node.node();
            return of.state().isolationTier() >= each.rules().isolationTier()
                    && of.labels().entrySet().containsAll(each.rules().selector().entrySet())
                    && of.taints().stream().allMatch(taint -> taint.soft() || each.rules().tolerate(taint))
                    && node.claims().stream().noneMatch(one -> one.request().tenancy() == Tenancy.DEDICATED_HOST);
        }

        private static double times(long free, long asked) {
            return asked == 0 ? Double.MAX_VALUE : (double) Math.max(0, free) / asked;
        }

        /** By the choice that goes furthest. */
        private static double times(NodeView node, DeviceAsk ask) {
            return ask.choices()
                    .stream()
                    .mapToDouble(choice -> (double) free(node, ask, choice.model()) / choice.count())
                    .max()
                    .orElse(0);
        }

        private static long free(NodeView node, DeviceAsk ask, String model) {
            var free = 0L;
            for (var i = 0; i < node.devices(); i++) {
                var device = node.device(i);
                if (device.deviceClass().equals(ask.deviceClass())
                        && (model.isEmpty() || model.equals(device.model()))) {
                    free += ask.shared() ? node.freeShares(i) / ask.shares() : node.freeWhole(i) ? 1 : 0;
                }
            }
            return free;
        }

        @Override
        public String words() {
            return "machines of size %s that fit".formatted(name);
        }

        @Override
        public String reason(String node, long gained) {
            return "makes room for %d more of %s on %s".formatted(gained, name, node);
        }
    }
}
