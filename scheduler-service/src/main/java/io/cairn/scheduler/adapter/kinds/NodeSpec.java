package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Limits;
import java.util.List;

/** What an operator wants of a node. */
public record NodeSpec(
        @Doc("Take no new machines (cordon); those that are here stay") @Limits(defaults = "false") boolean unschedulable,
        @Doc("Let machines onto this node though it runs QEMU in software emulation, without isolation from the host. "
                + "Never for tenants") @Limits(defaults = "false") boolean allowEmulation,
        @Doc("vCPUs that may be claimed for each 100 logical CPUs") @Limits(min = 100, max = 1600, defaults = "400") int cpuOvercommitPercent,
        @Doc("Keep machines away that do not tolerate these") List<TaintSpec> taints,
        @Doc("How well machines are kept apart here, by a scale of the operators' own: the higher the better. Machines may ask "
                + "for a least one (placement.isolationTier)") @Limits(min = 0, max = 100, defaults = "0") int isolationTier) {

    /** Of the lowest tier. */
    public NodeSpec(boolean unschedulable, boolean allowEmulation, int cpuOvercommitPercent, List<TaintSpec> taints) {
        this(unschedulable, allowEmulation, cpuOvercommitPercent, taints, 0);
    }

    /** A taint. */
    public record TaintSpec(@Doc("Key of the taint") @Limits(maxLength = 316) String key,
            @Doc("Value of the taint") @Limits(maxLength = 63, defaults = "\"\"") String value,
            @Doc("NoSchedule, PreferNoSchedule or NoExecute") Effect effect) {}

    /** What a taint does. */
    public enum Effect {
        NO_SCHEDULE,
        PREFER_NO_SCHEDULE,
        NO_EXECUTE
    }
}
