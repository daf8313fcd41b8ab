package io.cairn.bench.simulate;

import io.cairn.scheduler.domain.defrag.Objective;
import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.NodeView;

/**
 * A fleet at one moment, shares in %.
 *
 * @param offered demand as a share of the fleet
 * @param cpu vCPUs in use
 * @param memory likewise
 * @param gpu whole GPUs in use
 * @param strandedCpu vCPUs that are free with less than 2 GiB beside each, so that no machine asks for so little
 * @param strandedGpu GPUs that are free without an eighth of their host's vCPUs and memory beside them
 * @param hosts with a machine on them
 * @param rejected of the machines that came so far
 */
record Sample(double offered, double cpu, double memory, double gpu, double strandedCpu, double strandedGpu,
        double hosts, double rejected) {
    private static final long LEAST_MIB = 2048;

    static Sample of(ClusterView view, double offered, long came, long rejected) {
        var sum = new Sum();
        view.nodes().forEach(sum::add);
        return new Sample(100 * offered, 100 - 100 * sum.freeCpu / sum.cpu, 100 - 100 * sum.freeMemory / sum.memory,
                sum.gpus == 0 ? 0 : 100 - 100 * sum.freeGpus / sum.gpus, 100 * sum.strandedCpu / sum.cpu,
                sum.gpus == 0 ? 0 : 100 * sum.strandedGpus / sum.gpus, 100 * sum.used / view.size(),
                came == 0 ? 0 : 100.0 * rejected / came);
    }

    private static final class Sum {
        private final Objective gpusOfUse = new Objective.Devices(Demand.GPU, "");
        private double cpu;
        private double freeCpu;
        private double memory;
        private double freeMemory;
        private double gpus;
        private double freeGpus;
        private double strandedCpu;
        private double strandedGpus;
        private double used;

        private void add(NodeView node) {
            cpu += node.node().capacity().cpuMilli();
            memory += node.node().capacity().memoryMib();
            freeCpu += node.freeCpuMilli();
            freeMemory += node.freeMemoryMib();
            strandedCpu += Math.max(0, node.freeCpuMilli() - node.freeMemoryMib() * 1000 / LEAST_MIB);
            used += node.machines() > 0 ? 1 : 0;
            int free = 0;
            for (int i = 0; i < node.devices(); i++) {
                free += node.freeWhole(i) ? 1 : 0;
            }
            gpus += node.devices();
            freeGpus += free;
            strandedGpus += free - Math.floor(gpusOfUse.level(node));
        }
    }
}
