package io.cairn.scheduler.adapter.grpc;

import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.scheduler.application.PriorityClass;
import io.cairn.scheduler.application.PriorityClasses;
import io.cairn.scheduler.domain.engine.Decision;
import java.util.List;
import java.util.stream.Collectors;

/** The priority class that a machine names: whether there is one, and whether it may use it. */
record Classes(PriorityClasses known) {
    private static final Decision.Explanation NOTHING = new Decision.Explanation(0, 0, List.of(), List.of());

    /** The class, or why not. */
    sealed interface Found {
        record Is(PriorityClass priority) implements Found {}

        record Not(Decision.NoFit refusal) implements Found {}
    }

    Found of(ClaimRequest request) {
        var named = request.getPlacement().getPriorityClass();
        var name = named.isEmpty() ? PriorityClass.STANDARD : named;
        var organisation = request.getOrganisation();
        return known.find(name)
                .<Found>map(found -> found.usable(organisation)
                        ? new Found.Is(found)
                        : new Found.Not(refusal("PriorityClassForbidden",
                                "Organisation %s may not use priority class %s".formatted(organisation, name),
                                organisation)))
                .orElseGet(() -> new Found.Not(refusal("PriorityClassNotFound",
                        "There is no priority class %s".formatted(name), organisation)));
    }

    private Decision.NoFit refusal(String reason, String message, String organisation) {
        return new Decision.NoFit(reason, message,
                "Ask an operator for that class, or make the machine anew with one of %s".formatted(known.all()
                        .stream()
                        .filter(one -> one.usable(organisation))
                        .map(PriorityClass::name)
                        .collect(Collectors.joining(", "))),
                NOTHING);
    }
}
