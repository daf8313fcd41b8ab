package io.cairn.vm.domain.reservation;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Limits;
import io.cairn.vm.domain.VmSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Room for some machines alike during a time. */
public record ReservationSpec(
        @Doc("Name of the InstanceType that sizes each piece; this or resources") @Limits(immutable = true) Optional<String> instanceType,
        @Doc("Size of each piece; this or instanceType") @Limits(immutable = true) Optional<VmSpec.Size> resources,
        @Doc("The root disk that each piece has room for; 2Gi if there is none") @Limits(immutable = true) Optional<VmSpec.RootDisk> rootDisk,
        @Doc("Devices of each piece, or a share of one") @Limits(maxItems = 16, immutable = true) List<VmSpec.DeviceSpec> devices,
        @Doc("Where the pieces may be") @Limits(immutable = true) Optional<Where> placement,
        @Doc("How many pieces, each for one machine: all of them are held or none is") @Limits(min = 1, max = MOST_PIECES, immutable = true) int count,
        @Doc("From when they are held; at once if absent") @Limits(immutable = true) Optional<Instant> from,
        @Doc("When what no machine has taken is given back; at most a year ahead") Instant until) {
    public static final int MOST_PIECES = 256;

    /** Constraints on the nodes. */
    public record Where(@Doc("Labels that the nodes must have") Map<String, String> nodeSelector,
            @Doc("Taints of nodes that the pieces put up with") @Limits(maxItems = 16) List<VmSpec.TolerationSpec> tolerations,
            @Doc("shared, dedicated-device (no strangers behind the same switch) or dedicated-host (no strangers at all)") @Limits(pattern = "shared|dedicated-device|dedicated-host", patternMeaning = "one of shared, dedicated-device, dedicated-host") Optional<String> isolation,
            @Doc(VmSpec.TIER) @Limits(min = 0, max = 100) Optional<Integer> isolationTier) {}

    /** A machine that asks for what a piece is to have. */
    public VmSpec machine() {
        return new VmSpec(VmSpec.RunStrategy.ALWAYS, instanceType, resources, "", rootDisk, devices, List.of(),
                List.of(), Optional.empty(),
                placement.map(where -> VmSpec.PlacementSpec.of(where.nodeSelector(), where.tolerations(),
                        where.isolation(), where.isolationTier())),
                0);
    }
}
