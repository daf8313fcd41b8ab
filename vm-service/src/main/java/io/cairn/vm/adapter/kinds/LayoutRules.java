package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Cause;
import io.cairn.vm.domain.Bandwidth;
import io.cairn.vm.domain.VmSpec;
import java.util.ArrayList;
import java.util.List;

/** What dedicated CPUs, huge pages, NUMA nodes and bandwidth must be beyond their schema. */
final class LayoutRules {
    private LayoutRules() {}

    /** @param at path of the size */
    static List<Cause> check(String at, VmSpec.Size size) {
        var causes = new ArrayList<Cause>();
        size.hugepages()
                .filter(pages -> size.memory().bytes() % pages.page().bytes() != 0)
                .ifPresent(pages -> causes.add(Cause.invalid(at + ".memory", size.memory().text(),
                        "memory in pages of %s is a multiple of %s; %s".formatted(pages.pageSize(), pages.pageSize(),
                                wayOut(size, pages)))));
        size.numa()
                .filter(numa -> numa.maxNodes() > size.cpus())
                .ifPresent(numa -> causes.add(Cause.invalid(at + ".numa.maxNodes", numa.maxNodes(),
                        "a machine with %d vCPUs spans at most %d NUMA nodes; ask for fewer, or for more cpus"
                                .formatted(size.cpus(), size.cpus()))));
        size.networkBandwidth()
                .filter(bits -> !Bandwidth.whole(bits))
                .ifPresent(bits -> causes.add(Cause.invalid(at + ".networkBandwidth", bits.text(),
                        "bits per second are counted in whole Mbit/s, such as 500M or 10G; ask for %dM".formatted(
                                Bandwidth.up(bits)))));
        return causes;
    }

    private static String wayOut(VmSpec.Size size, VmSpec.Hugepages pages) {
        var page = pages.page().mebibytes();
        var down = size.memory().mebibytes() / page * page;
        var near = down == 0 ? "%dMi".formatted(page) : "%dMi or %dMi".formatted(down, down + page);
        return "ask for %s, or for another hugepages.pageSize".formatted(near);
    }
}
