package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import io.cairn.vm.application.Usages;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStats;
import io.cairn.vm.domain.VmStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The subresource {@code stats}: what machines use. */
public final class StatsView {
    private final Usages usages;

    public StatsView(Usages usages) {
        this.usages = usages;
    }

    public Subresource<VmSpec, VmFacts, VmStatus> subresource() {
        return new Subresource.View<>("stats",
                "What a machine uses: processors, memory, disk and network; at the name - all of them",
                "VirtualMachineStats", VmStats.class, this::look);
    }

    private static boolean up(Resource<VmSpec, VmFacts, VmStatus> vm) {
        var power = vm.status().powerState();
        return power.equals("On") || power.equals("Paused");
    }

    private List<VmStats> look(List<Resource<VmSpec, VmFacts, VmStatus>> machines) throws InterruptedException {
        var uids = new TreeMap<String, List<String>>();
        machines.stream()
                .filter(StatsView::up)
                .forEach(vm -> vm.facts()
                        .place()
                        .ifPresent(place -> uids.computeIfAbsent(place.node(), _ -> new ArrayList<>()).add(vm.uid())));
        var answers = usages.ask(uids);
        return machines.stream().map(vm -> stats(vm, answers)).toList();
    }

    private static VmStats stats(Resource<VmSpec, VmFacts, VmStatus> vm, Usages.Answers answers) {
        var power = vm.status().powerState();
        var node = vm.facts().place().map(VmFacts.Place::node).orElse("");
        if (!up(vm)) {
            return VmStats.nothing(power, power.equals("Off")
                    ? "It is off"
                    : "Node %s is not heard; the machine may run on".formatted(node));
        }
        if (answers.silent().contains(node)) {
            return VmStats.nothing(power, "Node %s did not answer in time; the machine may run on".formatted(node));
        }
        return Optional.ofNullable(answers.stats().get(vm.uid()))
                .map(stats -> stats.withPower(power))
                .orElseGet(() -> VmStats.nothing(power,
                        "Its node has not looked at it since it was started, or QEMU does not answer"));
    }
}
