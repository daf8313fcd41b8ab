package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Scope;
import io.cairn.vm.domain.VmSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kind CapacityReport: how many more machines of each instance type fit. Answered, never stored. */
public final class CapacityReportKind {
    private CapacityReportKind() {}

    /** The question. */
    public record Spec(@Doc("Instance types to count; all if there are none") List<String> instanceTypes,
            @Doc("Root disk of each machine") @Limits(defaults = "\"1Gi\"") Quantity rootDisk,
            @Doc("Devices of each machine") @Limits(maxItems = 16) List<VmSpec.DeviceSpec> devices) {}

    /** The answer. */
    public record Status(@Doc("Nodes with the same value of the label cairn.io/pool") List<Pool> pools,
            @Doc("The same by the label topology.cairn.io/site; nodes without it are left out") List<Pool> sites) {}

    /** Nodes that belong together. */
    public record Pool(@Doc("Value of the label; the pool default without it") String name, @Doc("Nodes") int nodes,
            @Doc("Nodes that take machines: ready and not cordoned") int open,
            @Doc("What may be claimed on the open nodes") Amounts allocatable,
            @Doc("What is claimed on them") Amounts claimed,
            @Doc("How many more machines of each instance type fit, each counted as if it were the only one") Map<String, Long> fits,
            @Doc("Devices on the open nodes") List<Devices> devices) {}

    /** An amount of each dimension. */
    public record Amounts(@Doc("vCPUs") int cpus, @Doc("Guest memory") Quantity memory,
            @Doc("Local disk") Quantity disk) {}

    /** Devices of a model. */
    public record Devices(@Doc("Class") String class_, @Doc("Model") String model, @Doc("How many there are") int total,
            @Doc("How many are whole and free") int free) {}

    static final Status NOTHING = new Status(List.of(), List.of());

    public static Kind<Spec, Status, Status> declare(Kind.Review<Spec, Status> review) {
        return Kind.of(Groups.COMPUTE, "CapacityReport", Spec.class, NOTHING, Status.class, (_, _, status) -> status)
                .scope(Scope.CLUSTER)
                .description("How many more machines of each instance type fit. It is answered and not kept")
                .review(review)
                .build();
    }

    static Amounts amounts(int cpus, long memoryMib, long diskMib) {
        return new Amounts(cpus, Quantity.ofMebibytes(memoryMib), Quantity.ofMebibytes(diskMib));
    }

    static Optional<String> unknown(List<String> asked, List<String> known) {
        return asked.stream().filter(name -> !known.contains(name)).findFirst();
    }
}
