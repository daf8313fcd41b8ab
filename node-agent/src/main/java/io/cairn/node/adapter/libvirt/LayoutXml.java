package io.cairn.node.adapter.libvirt;

import io.cairn.node.domain.CpuChoice;
import io.cairn.node.domain.Wanted;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The parts of a domain that say on which CPUs of the host it runs and where its memory lies.
 *
 * @param mode of the guest's CPU model
 * @param cpus as in {@link io.cairn.node.domain.Seat}
 */
record LayoutXml(String mode, Wanted.Spec spec, List<Integer> cpus) {

    /** Of one line each, in the order of libvirt's schema: backing, vCPUs, their tuning, the memory's. */
    String text() {
        return memoryBacking() + vcpu() + cputune() + numatune();
    }

    /** Anonymous pages need no mounted hugetlbfs. */
    private String memoryBacking() {
        return spec.layout().hugepageMib() == 0 ? "" : """
                                                         <memoryBacking>
                                                           <hugepages><page size='%d' unit='MiB'/></hugepages>
                                                           <source type='memfd'/>
                                                         </memoryBacking>
                                                       """.formatted(spec.layout().hugepageMib());
    }

    private String vcpu() {
        if (cpus.isEmpty()) {
            return "  <vcpu>%d</vcpu>\n".formatted(spec.cpus());
        }
        return "  <vcpu placement='static' cpuset='%s'>%d</vcpu>\n".formatted(set(cpus), spec.cpus());
    }

    private String cputune() {
        if (!spec.layout().dedicatedCpus()) {
            return "";
        }
        var pins = IntStream.range(0, cpus.size())
                .mapToObj(i -> "    <vcpupin vcpu='%d' cpuset='%d'/>\n".formatted(i, cpus.get(i)))
                .collect(Collectors.joining());
        return "  <cputune>\n%s    <emulatorpin cpuset='%s'/>\n  </cputune>\n".formatted(pins, set(cpus));
    }

    private String numatune() {
        var cells = spec.layout().cells();
        if (cells.isEmpty()) {
            return "";
        }
        var each = guestCells() < 2
                ? ""
                : IntStream.range(0, cells.size())
                        .mapToObj(i -> "    <memnode cellid='%d' mode='strict' nodeset='%d'/>\n".formatted(i,
                                cells.get(i)))
                        .collect(Collectors.joining());
        return "  <numatune>\n    <memory mode='strict' nodeset='%s'/>\n%s  </numatune>\n".formatted(set(cells), each);
    }

    /** The guest sees the NUMA nodes that it spans. */
    private int guestCells() {
        return Math.min(spec.layout().cells().size(), spec.cpus());
    }

    String cpu() {
        var count = guestCells();
        if (count < 2) {
            return "  <cpu mode='%s'/>\n".formatted(mode);
        }
        var page = Math.max(1, spec.layout().hugepageMib());
        var pages = Math.toIntExact(spec.memoryMib() / page);
        var cells = IntStream.range(0, count)
                .mapToObj(i -> "      <cell id='%d' cpus='%s' memory='%d' unit='MiB'/>\n".formatted(i,
                        set(CpuChoice.vcpus(spec.cpus(), count, i)), (long) CpuChoice.part(pages, count, i) * page))
                .collect(Collectors.joining());
        return "  <cpu mode='%s'>\n    <numa>\n%s    </numa>\n  </cpu>\n".formatted(mode, cells);
    }

    private static String set(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
