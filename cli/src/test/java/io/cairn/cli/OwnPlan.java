package io.cairn.cli;

import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan for tests: it repeats what it was asked. */
final class OwnPlan {
    private OwnPlan() {}

    record Spec(String objective, Optional<Size> size, Map<String, String> devices, Optional<String> pool, int maxMoves,
            Quantity maxTransfer, int maxMovesPerNode, boolean keepLocalDisks, boolean moveDeviceShares) {}

    record Size(String name, int cpus, Quantity memory, Quantity disk, Optional<Integer> count) {}

    record Status(String message, Quantity transfer, List<Move> moves, List<Stay> stays) {}

    record Move(int wave, String machine, String from, String to, Quantity transfer, String reason) {}

    record Stay(String reason, int machines, String message) {}

    private static final Status NOTHING = new Status("", Quantity.ofMebibytes(0), List.of(), List.of());

    static final Kind<Spec, Status, Status> KIND = Kind
            .of(new GroupVersion("infra.cairn.io", "v1"), "DefragmentationPlan", Spec.class, NOTHING, Status.class,
                    (_, _, status) -> status)
            .scope(Scope.CLUSTER)
            .review((_, _, spec) -> answer(spec))
            .build();

    private static Status answer(Spec spec) {
        var words = "%s %s %s %s %d %s".formatted(spec.objective(),
                spec.size()
                        .map(size -> size.name() + " " + size.cpus() + " " + size.memory().text() + " "
                                + size.count().orElse(0))
                        .orElse("-"),
                spec.devices(), spec.pool().orElse("-"), spec.maxMoves(), spec.maxTransfer().text());
        var moves = spec.maxMoves() == 0 ? List.<Move>of()
                : List.of(new Move(1, "default/team-a/web", "host-7", "host-8", Quantity.ofMebibytes(4096),
                        "empties host-7"));
        return new Status(words, Quantity.ofMebibytes(4096), moves,
                List.of(new Stay("Pinned", 3, "are pinned to CPUs or NUMA nodes")));
    }
}
