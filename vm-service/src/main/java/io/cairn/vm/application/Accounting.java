package io.cairn.vm.application;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.domain.Charge;
import io.cairn.vm.domain.VmSpec;
import java.util.List;
import java.util.Optional;

/**
 * Books machines. A new one is booked by its spec; when its image is pinned, which may need a bigger disk than the spec
 * names, the difference is booked too.
 */
public final class Accounting {
    private static final int PAGE = 500;

    private final Quotas quotas;
    private final InstanceTypes types;

    public Accounting(Quotas quotas, InstanceTypes types) {
        this.quotas = quotas;
        this.types = types;
    }

    /** Throws {@link io.cairn.resource.domain.Refusal} if a quota forbids the machine. */
    public void create(ObjectKey machine, VmSpec spec) {
        byspec(spec).ifPresent(charge -> quotas.charge(machine, charge));
    }

    private Optional<Charge> byspec(VmSpec spec) {
        var disk = spec.rootDisk().map(d -> d.size().mebibytes()).orElse(Pinning.DEFAULT_DISK_MIB);
        return spec.resources()
                .or(() -> spec.instanceType().flatMap(types::find))
                .map(size -> new Charge(size.cpus(), size.memory().mebibytes(), disk));
    }

    /** Books machines that were made before there was an account. */
    public void takeAll(Vms vms) {
        var page = vms.page("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(vm -> vm.facts()
                    .pinned()
                    .map(Charge::of)
                    .or(() -> byspec(vm.spec()))
                    .ifPresent(charge -> quotas.take(vm.key(), charge)));
            page = page.size() < PAGE ? List.of() : vms.page(page.getLast().uid(), PAGE);
        }
    }
}
