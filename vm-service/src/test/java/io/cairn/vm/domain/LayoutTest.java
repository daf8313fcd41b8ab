package io.cairn.vm.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.resource.domain.Quantity;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private static final Quantity MEMORY = Quantity.ofMebibytes(4_096);

    private static Layout layout(int cpus, boolean dedicated, String page, int maxNodes) {
        return new VmSpec.Size(cpus, MEMORY, dedicated,
                Optional.of(page).filter(size -> !size.isEmpty()).map(VmSpec.Hugepages::new),
                Optional.of(maxNodes).filter(nodes -> nodes > 0).map(VmSpec.Numa::new), Optional.empty()).layout();
    }

    @Test
    void an_ordinary_machine_shares_cpus_has_ordinary_pages_and_lies_anywhere() {
        assertThat(new VmSpec.Size(2, MEMORY).layout()).isEqualTo(Layout.SHARED);
        assertThat(Layout.SHARED.ordinaryMib(4_096)).isEqualTo(4_096);
        assertThat(Layout.SHARED.pagesOf2Mib(4_096) + Layout.SHARED.pagesOf1Gib(4_096)).isZero();
    }

    @Test
    void memory_in_huge_pages_is_claimed_as_pages_and_not_as_memory() {
        var small = layout(2, false, "2Mi", 1);
        assertThat(small.ordinaryMib(4_096)).isZero();
        assertThat(small.pagesOf2Mib(4_096)).isEqualTo(2_048);
        assertThat(small.pagesOf1Gib(4_096)).isZero();
        var large = layout(2, false, "1Gi", 1);
        assertThat(large.pagesOf1Gib(4_096)).isEqualTo(4);
        assertThat(large.pagesOf2Mib(4_096)).isZero();
    }

    @Test
    void dedicated_cpus_and_huge_pages_have_numa_nodes_even_if_nobody_said_how_many() {
        assertThat(layout(4, true, "", 0).maxNumaNodes()).isEqualTo(4);
        assertThat(layout(64, true, "", 0).maxNumaNodes()).isEqualTo(Layout.MOST_NUMA_NODES);
        assertThat(layout(1, false, "2Mi", 0).maxNumaNodes()).as("no more than vCPUs").isEqualTo(1);
        assertThat(layout(4, true, "", 2).maxNumaNodes()).isEqualTo(2);
        assertThat(layout(4, false, "", 2)).isEqualTo(new Layout(false, 0, 2));
    }
}
