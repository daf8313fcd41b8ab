package io.cairn.vm.application;

import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.Machines;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** Machines in memory, with the API's own writes beside. */
public final class MemoryVms implements Vms {
    private final Map<String, Resource<VmSpec, VmFacts, VmStatus>> machines = new ConcurrentSkipListMap<>();

    public void create(String uid, VmSpec.RunStrategy strategy) {
        put(Machines.metadata(uid, 1, false), Machines.spec(strategy), VmFacts.NONE);
    }

    public void put(Metadata metadata, VmSpec spec, VmFacts facts) {
        machines.put(metadata.uid(), Machines.vm(metadata, spec, facts));
    }

    /** As a PATCH of the spec. */
    public void strategy(String uid, VmSpec.RunStrategy strategy) {
        find(uid).filter(vm -> vm.spec().runStrategy() != strategy)
                .ifPresent(vm -> put(Machines.metadata(uid, vm.metadata().generation() + 1, vm.metadata().deleting()),
                        Machines.spec(strategy), vm.facts()));
    }

    /** As a DELETE. */
    public void delete(String uid) {
        find(uid).filter(vm -> !vm.metadata().deleting())
                .ifPresent(vm -> put(Machines.metadata(uid, vm.metadata().generation() + 1, true), vm.spec(),
                        vm.facts()));
    }

    @Override
    public Optional<Resource<VmSpec, VmFacts, VmStatus>> find(String uid) {
        return Optional.ofNullable(machines.get(uid));
    }

    @Override
    public synchronized Optional<Resource<VmSpec, VmFacts, VmStatus>> change(String uid,
            UnaryOperator<VmFacts> change) {
        find(uid).ifPresent(vm -> put(vm.metadata(), vm.spec(), change.apply(vm.facts())));
        return find(uid);
    }

    @Override
    public List<Resource<VmSpec, VmFacts, VmStatus>> onNode(String node) {
        return all().stream()
                .filter(vm -> vm.facts().place().filter(place -> place.node().equals(node)).isPresent())
                .toList();
    }

    @Override
    public List<String> nodes() {
        return all().stream()
                .flatMap(vm -> vm.facts().place().stream())
                .map(VmFacts.Place::node)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void forget(String uid) {
        machines.remove(uid);
    }

    public List<Resource<VmSpec, VmFacts, VmStatus>> all() {
        return List.copyOf(machines.values());
    }

    @Override
    public List<Resource<VmSpec, VmFacts, VmStatus>> page(String afterUid, int limit) {
        return all().stream().filter(vm -> vm.uid().compareTo(afterUid) > 0).limit(limit).toList();
    }
}
