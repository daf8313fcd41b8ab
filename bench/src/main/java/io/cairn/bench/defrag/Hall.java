package io.cairn.bench.defrag;

import io.cairn.scheduler.domain.defrag.MigrationBudget;
import io.cairn.scheduler.domain.defrag.Objective;
import io.cairn.scheduler.domain.engine.NodeView;
import java.util.List;

/**
 * What is free on each node with the machines that can be moved where they are, as numbers for the solver.
 *
 * @param machines on each node
 * @param parts of each node: devices of the class that is to be freed
 * @param devices of them, those that are free
 */
record Hall(Objective objective, MigrationBudget budget, long[] cpu, long[] memory, long[] disk, long[] cpuInAll,
        long[] memoryInAll, int[] machines, int[] parts, int[] devices) {

    static Hall of(List<NodeView> nodes, Objective objective, MigrationBudget budget) {
        int size = nodes.size();
        var hall = new Hall(objective, budget, new long[size], new long[size], new long[size], new long[size],
                new long[size], new int[size], new int[size], new int[size]);
        for (int i = 0; i < size; i++) {
            hall.read(i, nodes.get(i));
        }
        return hall;
    }

    private void read(int i, NodeView node) {
        cpu[i] = node.freeCpuMilli();
        memory[i] = node.freeMemoryMib();
        disk[i] = node.freeDiskMib();
        cpuInAll[i] = node.node().capacity().cpuMilli();
        memoryInAll[i] = node.node().capacity().memoryMib();
        machines[i] = node.machines();
        parts[i] = node.devices();
        for (int device = 0; device < node.devices(); device++) {
            devices[i] += node.freeWhole(device) ? 1 : 0;
        }
    }

    int size() {
        return cpu.length;
    }

    /** As {@link Objective#level} has it, for the two objectives that are compared. */
    double level(int node, long freeCpu, long freeMemory, int there) {
        return switch (objective) {
            case Objective.Hosts _ -> 1.0 / (1 + there);
            case Objective.Devices _ -> devices[node] == 0 ? 0
                    : Math.max(0, Math.min(devices[node], Math.min((double) freeCpu * parts[node] / cpuInAll[node],
                            (double) freeMemory * parts[node] / memoryInAll[node])));
            case Objective.Room room -> throw new IllegalArgumentException("Not compared: " + room.words());
        };
    }
}
