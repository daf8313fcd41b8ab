package io.cairn.node.adapter.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.node.application.Host;
import io.cairn.node.domain.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostCellsTest {
    private static final String TWO = """
                                      <capabilities><host>
                                        <cpu><pages unit='KiB' size='4'/><pages unit='KiB' size='2048'/></cpu>
                                        <topology><cells num='2'>
                                          <cell id='0'>
                                            <memory unit='KiB'>4194304</memory>
                                            <pages unit='KiB' size='4'>786432</pages>
                                            <pages unit='KiB' size='2048'>512</pages>
                                            <pages unit='KiB' size='1048576'>0</pages>
                                            <cpus num='2'>
                                              <cpu id='0' socket_id='0' core_id='0' siblings='0'/>
                                              <cpu id='2' socket_id='0' core_id='1' siblings='2'/>
                                            </cpus>
                                          </cell>
                                          <cell id='3'>
                                            <memory unit='KiB'>8388608</memory>
                                            <pages unit='KiB' size='2048'>0</pages>
                                            <pages unit='KiB' size='1048576'>3</pages>
                                            <cpus num='1'><cpu id='1' socket_id='1' core_id='0' siblings='1'/></cpus>
                                          </cell>
                                        </cells></topology>
                                      </host></capabilities>
                                      """;

    @Test
    void cpus_memory_and_pages_are_told_for_each_numa_node() throws Exception {
        assertThat(HostCells.read(TWO)).containsExactly(new Cell(0, List.of(0, 2), 4_096, 512, 0),
                new Cell(3, List.of(1), 8_192, 0, 3));
    }

    @Test
    void a_host_without_numa_nodes_is_trouble_and_says_where_to_look() {
        assertThatThrownBy(() -> HostCells.read("<capabilities/>")).isInstanceOf(Host.Trouble.class)
                .hasMessageContaining("virsh capabilities");
    }
}
