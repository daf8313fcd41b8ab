package io.cairn.node.adapter.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.Commands;
import io.cairn.node.domain.Layout;
import io.cairn.node.domain.Wanted;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutXmlTest {
    private static Wanted.Spec spec(int cpus, long memoryMib, Layout layout) {
        var spec = Commands.spec(Commands.NOTHING);
        return new Wanted.Spec(spec.organisation(), spec.namespace(), spec.name(), spec.hostname(), cpus, memoryMib,
                spec.diskMib(), spec.image(), spec.nics(), spec.userData(), spec.sshKeys(), layout);
    }

    static Stream<Arguments> table() {
        var backing = "<memoryBacking> <hugepages><page size='2' unit='MiB'/></hugepages> "
                + "<source type='memfd'/> </memoryBacking> ";
        var strict = " <numatune> <memory mode='strict' nodeset='1'/> </numatune>";
        return Stream.of(
                Arguments.of("shared", Layout.SHARED, List.of(), "<vcpu>3</vcpu>"),
                Arguments.of("shared beside dedicated ones", Layout.SHARED, List.of(2, 3),
                        "<vcpu placement='static' cpuset='2,3'>3</vcpu>"),
                Arguments.of("dedicated", new Layout(true, 0, List.of(1)), List.of(4, 6, 5),
                        "<vcpu placement='static' cpuset='4,6,5'>3</vcpu> <cputune> <vcpupin vcpu='0' cpuset='4'/> "
                                + "<vcpupin vcpu='1' cpuset='6'/> <vcpupin vcpu='2' cpuset='5'/> "
                                + "<emulatorpin cpuset='4,6,5'/> </cputune>" + strict),
                Arguments.of("huge pages", new Layout(false, 2, List.of(1)), List.of(1, 3),
                        backing + "<vcpu placement='static' cpuset='1,3'>3</vcpu>" + strict),
                Arguments.of("over two NUMA nodes", new Layout(true, 2, List.of(0, 2)), List.of(0, 1, 8),
                        backing + "<vcpu placement='static' cpuset='0,1,8'>3</vcpu> <cputune> "
                                + "<vcpupin vcpu='0' cpuset='0'/> <vcpupin vcpu='1' cpuset='1'/> "
                                + "<vcpupin vcpu='2' cpuset='8'/> <emulatorpin cpuset='0,1,8'/> </cputune> "
                                + "<numatune> <memory mode='strict' nodeset='0,2'/> "
                                + "<memnode cellid='0' mode='strict' nodeset='0'/> "
                                + "<memnode cellid='1' mode='strict' nodeset='2'/> </numatune>"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void cpus_and_memory_are_where_the_layout_says(String name, Layout layout, List<Integer> cpus,
            String expected) {
        var xml = new LayoutXml("maximum", spec(3, 64, layout), cpus).text();
        assertThat(xml.replaceAll("\\s+", " ").strip()).isEqualTo(expected);
    }

    @Test
    void a_guest_sees_the_numa_nodes_that_it_spans_in_whole_pages() {
        var two = new LayoutXml("host-passthrough", spec(3, 3_072, new Layout(true, 1_024, List.of(0, 1))),
                List.of(0, 1, 2)).cpu();
        assertThat(two.replaceAll("\\s+", " ").strip()).isEqualTo("<cpu mode='host-passthrough'> <numa> "
                + "<cell id='0' cpus='0,1' memory='2048' unit='MiB'/> <cell id='1' cpus='2' memory='1024' unit='MiB'/> "
                + "</numa> </cpu>");
    }

    @Test
    void a_guest_on_one_numa_node_sees_none() {
        var one = new LayoutXml("maximum", spec(2, 64, new Layout(true, 2, List.of(1))), List.of(0, 1)).cpu();
        assertThat(one.strip()).isEqualTo("<cpu mode='maximum'/>");
    }
}
