package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kind DefragmentationPlan: which machines to move so that more becomes free. Answered, never stored. */
public final class DefragmentationPlanKind {
    private DefragmentationPlanKind() {}

    /** The question. */
    public record Spec(
            @Doc("What there is to be more of: Hosts on which nothing runs, whole Devices with room beside them, or "
                    + "Room for machines of a size") Goal objective,
            @Doc("Devices to free; gpu of any model unless told") Optional<DeviceSpec> devices,
            @Doc("Size of the machines to make room for") Optional<SizeSpec> size,
            @Doc("Nodes with this value of the label cairn.io/pool (default: those without it); all if absent") Optional<String> pool,
            @Doc("Live migrations at most") @Limits(min = 0, max = 1000, defaults = "50") int maxMoves,
            @Doc("Memory and disk that is sent over the network at most") @Limits(defaults = "\"1Ti\"") Quantity maxTransfer,
            @Doc("Migrations from and to one node at the same time") @Limits(min = 1, max = 64, defaults = "2") int maxMovesPerNode,
            @Doc("Leave machines with local disks where they are; else their disks are copied") @Limits(defaults = "false") boolean keepLocalDisks,
            @Doc("Move machines with a share of a device; whole devices never move") @Limits(defaults = "false") boolean moveDeviceShares) {}

    /** What there is to be more of. */
    public enum Goal {
        HOSTS,
        DEVICES,
        ROOM
    }

    /** Devices of a model. */
    public record DeviceSpec(
            @Doc("Class: gpu, nic, nvme, ...") @Limits(maxLength = 63, defaults = "\"gpu\"") String class_,
            @Doc("Model; any if absent") Optional<String> model) {}

    /** Machines of a size. */
    public record SizeSpec(@Doc("What to call it") @Limits(maxLength = 63, defaults = "\"size\"") String name,
            @Doc("vCPUs of each") @Limits(min = 1, max = 65536) int cpus, @Doc("Guest memory of each") Quantity memory,
            @Doc("Root disk of each") @Limits(defaults = "\"1Gi\"") Quantity disk,
            @Doc("How many are enough; as many as can be if absent") @Limits(min = 1, max = 100000) Optional<Integer> count,
            @Doc("Whole devices of each") @Limits(maxItems = 16) List<DeviceCount> devices) {}

    /** Whole devices of a machine. */
    public record DeviceCount(@Doc("Class: gpu, nic, nvme, ...") @Limits(maxLength = 63) String class_,
            @Doc("Model; any if absent") Optional<String> model,
            @Doc("How many") @Limits(min = 1, max = 64, defaults = "1") int count) {}

    /** The answer. */
    public record Status(
            @Doc("A sentence: what the plan brings, and that nothing executes it") @Limits(maxLength = 4096) String message,
            @Doc("What before, after and gain count") String counts,
            @Doc("How much there is of it") long before, @Doc("How much there is once the plan has run") long after,
            @Doc("The difference") long gain,
            @Doc("Waves: those of one may run at once, each wave after the one before") int waves,
            @Doc("Memory and disk that is sent over the network") Quantity transfer,
            @Doc("What is gained, the most for the least first") @Limits(maxItems = 1000) List<Gain> gains,
            @Doc("The migrations in the order in which they are to run") @Limits(maxItems = 1000) List<Move> moves,
            @Doc("Machines that cannot be moved, by reason") List<Stay> stays,
            @Doc("Why there is not more of it: NothingLeft, Budget, Enough, Tries") String end) {}

    /** What some migrations bring together. */
    public record Gain(@Doc("Node that machines leave") String node, @Doc("How much is gained") long amount,
            @Doc("Migrations") int moves, @Doc("What is sent") Quantity transfer,
            @Doc("A sentence") @Limits(maxLength = 1024) String reason) {}

    /** A live migration. */
    public record Move(@Doc("Wave, from 1") int wave,
            @Doc("organisation/namespace/name") @Limits(maxLength = 1024) String machine,
            @Doc("Node that it leaves") String from, @Doc("Node that it goes to") String to,
            @Doc("What is sent") Quantity transfer,
            @Doc("What it is for") @Limits(maxLength = 1024) String reason) {}

    /** Machines that cannot be moved. */
    public record Stay(@Doc("CamelCase: WholeDevice, Pinned, ...") String reason, @Doc("Machines") int machines,
            @Doc("What keeps them") String message) {}

    static final Status NOTHING = new Status("", "", 0, 0, 0, 0, Quantity.ofMebibytes(0), List.of(), List.of(),
            List.of(), "");

    public static Kind<Spec, Status, Status> declare(Kind.Review<Spec, Status> review) {
        return Kind.of(new GroupVersion("infra.cairn.io", "v1"), "DefragmentationPlan", Spec.class, NOTHING,
                Status.class, (_, _, status) -> status)
                .scope(Scope.CLUSTER)
                .description(
                        "A plan of live migrations that frees hosts, devices or room. It is answered and not kept, "
                                + "and nothing executes it yet")
                .rules(new Rules())
                .review(review)
                .build();
    }

    /** What a question must be beyond its schema. */
    private static final class Rules implements Kind.Rules<Spec, Status, Status> {
        @Override
        public List<Cause> validate(ObjectKey key, Spec spec, Optional<Spec> before) {
            var causes = new ArrayList<Cause>();
            if (spec.objective() == Goal.ROOM && spec.size().isEmpty()) {
                causes.add(Cause.required("spec.size", "say cpus and memory of the machines to make room for"));
            }
            if (spec.objective() != Goal.ROOM && spec.size().isPresent()) {
                causes.add(Cause.forbidden("spec.size", "only the objective Room has a size; leave it out"));
            }
            if (spec.objective() != Goal.DEVICES && spec.devices().isPresent()) {
                causes.add(Cause.forbidden("spec.devices", "only the objective Devices names devices; leave it out"));
            }
            return causes;
        }
    }
}
