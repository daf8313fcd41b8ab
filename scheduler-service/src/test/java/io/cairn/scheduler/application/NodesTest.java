package io.cairn.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.adapter.json.Json;
import io.cairn.scheduler.domain.model.Node;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodesTest {
    private static List<Node.Cell> cells(String stored) {
        var row = new NodeRow("host-1", Amount.NONE, 100, false, false, false, false,
                List.of(Json.MAPPER.readValue(stored, NodeRow.Cell[].class)), List.of());
        return Nodes.node(row, new NodePolicy(true, false, false, Map.of(), List.of()), true).cells();
    }

    @Test
    void numa_nodes_have_the_pages_that_were_reported() {
        assertThat(cells("[{\"id\":1,\"cpus\":4,\"memoryMib\":100,\"hugepages2Mi\":5,\"hugepages1Gi\":2}]"))
                .containsExactly(new Node.Cell(1, 4, 100, 5, 2));
    }

    @Test
    void numa_nodes_that_were_stored_before_pages_were_counted_have_none() {
        assertThat(cells("[{\"id\":0,\"cpus\":4,\"memoryMib\":100}]"))
                .containsExactly(new Node.Cell(0, 4, 100, 0, 0));
    }
}
