package io.cairn.node.adapter.grpc;

import io.cairn.contract.scheduler.v1.Inventory;
import io.cairn.contract.scheduler.v1.NumaNode;
import io.cairn.node.domain.Cell;
import java.util.List;

/** NUMA nodes in an inventory. */
public final class CellMessages {
    private CellMessages() {}

    /** @param ordinaryMib memory in ordinary pages that machines may have in all; each cell offers its part of it */
    public static void add(Inventory.Builder inventory, List<Cell> cells, long ordinaryMib) {
        var free = cells.stream().mapToLong(CellMessages::ordinary).sum();
        cells.forEach(cell -> inventory.addNumaNodes(NumaNode.newBuilder()
                .setId(cell.id())
                .setCpus(cell.cpus().size())
                .setMemoryMib(free == 0 ? 0 : Math.multiplyExact(ordinaryMib, ordinary(cell)) / free)
                .setHugepages2Mi(cell.hugepages2Mi())
                .setHugepages1Gi(cell.hugepages1Gi())));
        inventory.setMemoryMib(ordinaryMib)
                .setHugepages2Mi(cells.stream().mapToInt(Cell::hugepages2Mi).sum())
                .setHugepages1Gi(cells.stream().mapToInt(Cell::hugepages1Gi).sum());
    }

    private static long ordinary(Cell cell) {
        return Math.max(0, cell.memoryMib() - cell.hugeMib());
    }
}
