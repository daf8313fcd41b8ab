package io.cairn.scheduler.domain.engine;

import static io.cairn.scheduler.domain.engine.Filter.lasting;
import static io.cairn.scheduler.domain.engine.Filter.measured;
import static io.cairn.scheduler.domain.engine.Filter.passing;

import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Siting;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The filters that look at one node at a time. */
final class Filters {
    static final Policy ANY = new FirstFit();
    private static final int FEW_SITES = 8;

    /**
     * In the order in which they run; a node is counted by the first that removes it. What can never change comes first,
     * so that the last one named is the one that came closest.
     */
    static final List<Filter> ALL = List.of(
            new Filter("Site", "at a site that takes no machines", "Ask for another site, or have that one opened",
                    true, _ -> true, Filters::sited, (_, gone) -> sites(gone)),
            passing("SiteChoice", "at other sites that would do", "Ask for another site, or have that one opened",
                    request -> request.rules().siting() instanceof Siting.At, Filters::chosen),
            lasting("Ready", "not ready", "Bring a node back: see kubectl describe node", _ -> true,
                    (_, node) -> node.node().state().ready()),
            lasting("Cordon", "cordoned", "Uncordon a node", _ -> true, (_, node) -> !node.node().state().cordoned()),
            lasting("Accelerator", "in software emulation without spec.allowEmulation",
                    "Enable KVM on the node, or set spec.allowEmulation on it if it runs no tenants", _ -> true,
                    (_, node) -> !node.node().state().emulated() || node.node().state().emulationAllowed()),
            lasting("Isolation", "of a lower isolation tier", "Ask for a lower isolation tier, or add a node of it",
                    request -> request.rules().isolationTier() > 0,
                    (request, node) -> node.node().state().isolationTier() >= request.rules().isolationTier()),
            lasting("Selector", "without the labels of the node selector",
                    "Relax placement.nodeSelector, or label a node", request -> !request.rules().selector().isEmpty(),
                    Filters::selected),
            lasting("Taints", "with a taint that the machine does not tolerate",
                    "Add a toleration, or remove the taint", _ -> true, Filters::tolerated),
            passing("Tenancy", "with machines that do not share their host",
                    "Ask for another isolation, or add a node", _ -> true, (request, node) -> node.bears(request)),
            new Filter("Cpu", "too few free vCPUs", Filter.LESS, false,
                    request -> request.resources().cpuMilli() > 0 || request.resources().dedicatedCpus() > 0,
                    (request, node) -> cpu(request, node) <= node.freeCpuMilli(), Filters::cpuDetail),
            measured("Memory", "too little free memory", "MiB", request -> request.resources().memoryMib(),
                    (_, node) -> node.freeMemoryMib()),
            measured("Hugepages2Mi", "too few free 2 MiB pages", "pages",
                    request -> request.resources().hugepages2Mi(), (_, node) -> node.freeHugepages2Mi()),
            measured("Hugepages1Gi", "too few free 1 GiB pages", "pages",
                    request -> request.resources().hugepages1Gi(), (_, node) -> node.freeHugepages1Gi()),
            measured("Disk", "too little free disk", "MiB", request -> request.resources().diskMib(),
                    (_, node) -> node.freeDiskMib()),
            measured("Bandwidth", "too little free bandwidth", "Mbit/s",
                    request -> request.resources().bandwidthMbps(), (_, node) -> node.freeBandwidthMbps()),
            passing("Numa", "with too little room on their NUMA nodes",
                    "Let it span more NUMA nodes, or ask for less", request -> request.rules().numaCells() > 0,
                    (request, node) -> node.cells.fit(request.resources(), node.node().overcommitPercent(),
                            request.rules().numaCells())),
            new Filter("Devices", "without the free devices", "Ask for another model or fewer, or free some", false,
                    request -> !request.devices().isEmpty(),
                    (request, node) -> DevicePicker.choice(request, node, ANY) >= 0, Filters::deviceDetail));

    private Filters() {}

    /** Those that the request could fail. */
    static Filter[] of(Request request) {
        return ALL.stream().filter(filter -> filter.applies().test(request)).toArray(Filter[]::new);
    }

    private static boolean sited(Request request, NodeState node) {
        return node.node().state().siteOpen() && switch (request.rules().siting()) {
            case Siting.At(_, var among) -> among.contains(node.node().place(Node.SITE));
            // Whoever has a wish is given sites before nodes are looked at.
            case Siting.Anywhere _,Siting.Wish _ -> true;
        };
    }

    private static boolean chosen(Request request, NodeState node) {
        return !(request.rules().siting() instanceof Siting.At(var sites, _))
                || sites.contains(node.node().place(Node.SITE));
    }

    private static String sites(List<NodeState> gone) {
        var names = gone.stream().map(node -> node.node().place(Node.SITE)).filter(name -> !name.isEmpty());
        var few = names.distinct().sorted().limit(FEW_SITES + 1L).toList();
        return few.size() <= FEW_SITES ? String.join(", ", few)
                : String.join(", ", few.subList(0, FEW_SITES)) + " and others";
    }

    private static boolean selected(Request request, NodeState node) {
        for (var wanted : request.rules().selector().entrySet()) {
            if (!wanted.getValue().equals(node.node().labels().get(wanted.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean tolerated(Request request, NodeState node) {
        var taints = node.node().taints();
        for (var i = 0; i < taints.size(); i++) {
            if (!taints.get(i).soft() && !request.rules().tolerate(taints.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Taints that the node would rather not have overlooked. */
    static int reluctance(Request request, NodeState node) {
        var count = 0;
        var taints = node.node().taints();
        for (var i = 0; i < taints.size(); i++) {
            count += taints.get(i).soft() && !request.rules().tolerate(taints.get(i)) ? 1 : 0;
        }
        return count;
    }

    static int cpu(Request request, NodeState node) {
        var asked = request.resources();
        return asked.cpuMilli() + asked.dedicatedCpus() * node.node().dedicatedMilli();
    }

    private static String cpuDetail(Request request, List<NodeState> gone) {
        var asked = request.resources();
        return asked.dedicatedCpus() == 0
                ? "asked %s vCPUs, most free %s vCPUs".formatted(vcpus(asked.cpuMilli()),
                        vcpus(Filter.most(request, gone, (_, node) -> node.freeCpuMilli())))
                : "asked %d dedicated CPUs%s, most free %d".formatted(asked.dedicatedCpus(),
                        asked.cpuMilli() == 0 ? "" : " and %s vCPUs".formatted(vcpus(asked.cpuMilli())),
                        Filter.most(request, gone, (_, node) -> node.freeDedicatedCpus()));
    }

    static String vcpus(long milli) {
        return BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
    }

    private static String deviceDetail(Request request, List<NodeState> gone) {
        return request.devices()
                .stream()
                .map(ask -> "asked %s, most free on a node: %s".formatted(words(ask), ask.choices()
                        .stream()
                        .map(choice -> most(ask, choice, request, gone) + " x " + name(ask, choice))
                        .collect(Collectors.joining(", "))))
                .collect(Collectors.joining("; "));
    }

    private static long most(DeviceAsk ask, DeviceAsk.Choice choice, Request request, List<NodeState> gone) {
        return Filter.most(request, gone, (_, node) -> IntStream.range(0, node.devices())
                .filter(i -> DevicePicker.wanted(ask, choice, node.device(i))
                        && DevicePicker.free(ask, request, node, i))
                .count());
    }

    private static String words(DeviceAsk ask) {
        var near = switch (ask.near()) {
            case ANYWHERE -> "";
            case NUMA -> " on one NUMA node";
            case SWITCH -> " behind one PCIe switch";
            case FABRIC -> " in one fabric";
        };
        return ask.choices()
                .stream()
                .map(choice -> (ask.shared() ? ask.shares() + "/1000 of " : choice.count() + " x ") + name(ask, choice))
                .collect(Collectors.joining(" or ")) + near;
    }

    private static String name(DeviceAsk ask, DeviceAsk.Choice choice) {
        return choice.model().isEmpty() ? ask.deviceClass() : choice.model();
    }
}
