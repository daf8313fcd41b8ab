package io.cairn.vm.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Scope;
import io.cairn.vm.application.InstanceTypes;
import io.cairn.vm.domain.Bandwidth;
import io.cairn.vm.domain.Layout;
import io.cairn.vm.domain.VmSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kind InstanceType: named sizes, shared by all. */
public final class InstanceTypeKind {
    private static final int MAX_NAMES = 50;

    /** Samples that exist after the first start. */
    private static final Map<String, Spec> SAMPLES = Map.of("c1.nano", spec(1, 128), "c1.small", spec(1, 512),
            "c2.small", spec(2, 2_048), "c4.medium", spec(4, 8_192));

    private InstanceTypeKind() {}

    /** A size. */
    public record Spec(@Doc("vCPUs") @Limits(min = 1, max = 512) int cpus,
            @Doc("Guest memory") @Limits(min = 64L << 20, max = 16L << 40) Quantity memory,
            @Doc(Layout.DEDICATED) @Limits(defaults = "false") boolean dedicatedCpuPlacement,
            @Doc(Layout.HUGEPAGES) Optional<VmSpec.Hugepages> hugepages,
            @Doc(Layout.NUMA) Optional<VmSpec.Numa> numa,
            @Doc(Bandwidth.DOC) @Limits(min = 0, max = Bandwidth.MOST) Optional<Quantity> networkBandwidth,
            @Doc("What it is good for") @Limits(maxLength = 512) Optional<String> description) {
        VmSpec.Size size() {
            return new VmSpec.Size(cpus, memory, dedicatedCpuPlacement, hugepages, numa, networkBandwidth);
        }
    }

    /** What a size must be beyond its schema. */
    private static final class Rules implements Kind.Rules<Spec, Nothing, Nothing> {
        @Override
        public List<Cause> validate(ObjectKey key, Spec spec, Optional<Spec> before) {
            return LayoutRules.check("spec", spec.size());
        }
    }

    /** Nothing is known beyond the spec. */
    public record Nothing() {}

    public static final Kind<Spec, Nothing, Nothing> KIND = Kind
            .of(Groups.COMPUTE, "InstanceType", Spec.class, new Nothing(), Nothing.class, (_, _, _) -> new Nothing())
            .scope(Scope.CLUSTER)
            .shortNames("itype", "itypes")
            .description("A named size of machines")
            .rules(new Rules())
            .column("CPUs", "integer", "vCPUs", type -> "" + type.spec().cpus())
            .column("Memory", "string", "Guest memory", type -> type.spec().memory().text())
            .build();

    private static Spec spec(int cpus, long mebibytes) {
        return new Spec(cpus, Quantity.ofMebibytes(mebibytes), false, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty());
    }

    /** Makes the samples in an empty cloud. */
    public static void ensureSamples(Resources<Spec, Nothing, Nothing> types) {
        if (types.page("", 1).isEmpty()) {
            SAMPLES.entrySet()
                    .stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(
                            sample -> types.create(ObjectKey.cluster(sample.getKey()), Map.of(), List.of(),
                                    sample.getValue()));
        }
    }

    /** Named sizes as the lifecycle needs them. */
    public record Stored(Resources<Spec, Nothing, Nothing> types) implements InstanceTypes {
        @Override
        public Optional<VmSpec.Size> find(String name) {
            return types.find(ObjectKey.cluster(name))
                    .map(type -> type.spec().size());
        }

        @Override
        public List<String> names() {
            return types.page("", MAX_NAMES).stream().map(type -> type.metadata().name()).sorted().toList();
        }
    }
}
