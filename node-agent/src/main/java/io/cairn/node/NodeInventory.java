package io.cairn.node;

import io.cairn.contract.scheduler.v1.Inventory;
import io.cairn.node.adapter.grpc.CellMessages;
import io.cairn.node.adapter.grpc.NodeReports;
import io.cairn.node.adapter.host.HostFacts;
import io.cairn.node.application.Host;
import io.cairn.node.domain.Cell;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node is. While libvirt is away its NUMA nodes are told as they were: silence would end the node's lease. */
final class NodeInventory implements NodeReports.Facts {
    private static final Logger log = LoggerFactory.getLogger(NodeInventory.class);

    private final HostFacts facts;
    private final Host host;
    private List<Cell> cells;

    NodeInventory(HostFacts facts, Host host) throws IOException, InterruptedException {
        this.facts = facts;
        this.host = host;
        this.cells = host.cells();
    }

    @Override
    public synchronized Inventory read() throws IOException, InterruptedException {
        try {
            cells = host.cells();
        } catch (IOException away) {
            log.atInfo().addKeyValue("cause", away.getMessage()).log("NUMA nodes are reported as they were");
        }
        var inventory = facts.read(cells.stream().mapToLong(Cell::hugeMib).sum());
        CellMessages.add(inventory, cells, inventory.getMemoryMib());
        return inventory.build();
    }
}
