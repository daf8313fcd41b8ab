package io.cairn.gateway.adapter.kinds;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import java.util.Optional;

/** The kind Lease of {@code coordination.k8s.io}: by it the replicas of somebody's controller elect one of them. */
public final class LeaseKind {
    private static final String MICROS = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
            + "(Z|[+-][0-9]{2}:[0-9]{2})";
    private static final String TIME = "a time in RFC 3339, such as 2026-01-31T12:00:00.000000Z";

    private LeaseKind() {}

    /** Times are kept as they were written: clients of this kind insist on their six digits of a second. */
    public record Spec(@Doc("Who holds it") Optional<String> holderIdentity,
            @Doc("How long the others wait after the last renewal, seconds") @Limits(min = 1, max = 86_400) Optional<Integer> leaseDurationSeconds,
            @Doc("When it was taken") @Limits(pattern = MICROS, patternMeaning = TIME) Optional<String> acquireTime,
            @Doc("When its holder last renewed it") @Limits(pattern = MICROS, patternMeaning = TIME) Optional<String> renewTime,
            @Doc("How often it went from one to another") @Limits(min = 0) Optional<Integer> leaseTransitions,
            @Doc("How the holder is chosen") Optional<String> strategy,
            @Doc("Who is to take it over") Optional<String> preferredHolder) {}

    public static final Kind<Spec, CoreKinds.Nothing, CoreKinds.Nothing> LEASE = Kind
            .of(new GroupVersion("coordination.k8s.io", "v1"), "Lease", Spec.class, new CoreKinds.Nothing(),
                    CoreKinds.Nothing.class, (_, _, _) -> new CoreKinds.Nothing())
            .description("Says which replica of a controller leads; for leader election by clients of the API")
            .column("Holder", "string", "Who holds it", lease -> lease.spec().holderIdentity().orElse(""))
            .build();
}
