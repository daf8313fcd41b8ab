package io.cairn.vm.adapter.kinds;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The action {@code ticket}: says which machine, at which placement, a stream would be opened of. The gateway, which knows
 * who asks, makes the ticket of it.
 */
public final class TicketAction {
    private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "metadata", "stream");
    private static final List<String> STREAMS = List.of("console", "vnc");

    private TicketAction() {}

    public static Subresource<VmSpec, VmFacts, VmStatus> declare() {
        return new Subresource.Action<>("ticket", "Gives a ticket with which a browser opens one stream of the machine "
                + "(stream: console or vnc), once, within 60 s", (_, vm, body) -> describe(vm, stream(body)));
    }

    private static String stream(Optional<String> body) {
        var given = body.map(Json.MAPPER::readTree).orElseGet(Json.MAPPER::createObjectNode);
        given.propertyNames().stream().filter(field -> !FIELDS.contains(field)).findFirst().ifPresent(field -> {
            throw invalid(Cause.forbidden(field, "there is no such field; only stream may be given"));
        });
        return Optional.of(given.path("stream"))
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .filter(STREAMS::contains)
                .orElseThrow(() -> invalid(given.has("stream")
                        ? Cause.unsupported("stream", given.path("stream").asString(""), "supported: console, vnc")
                        : Cause.required("stream", "console or vnc: what the ticket shall open")));
    }

    private static Refusal invalid(Cause cause) {
        return new Refusal(Reason.INVALID,
                "The ticket that is asked for is invalid: %s: %s".formatted(cause.field(), cause.message()),
                List.of(cause));
    }

    private static Subresource.Outcome describe(Resource<VmSpec, VmFacts, VmStatus> vm, String stream) {
        if (vm.facts().place().isEmpty()) {
            throw new Refusal(Reason.CONFLICT, ("Machine %s is not placed on a node yet: it has no %s; see: cairn "
                    + "why-pending %s").formatted(vm.key(), stream, vm.metadata().name()));
        }
        var answer = Json.MAPPER.createObjectNode()
                .put("apiVersion", "compute.cairn.io/v1")
                .put("kind", "StreamTicket");
        answer.putObject("metadata")
                .put("name", vm.metadata().name())
                .put("namespace", vm.metadata().namespace());
        answer.putObject("spec").put("stream", stream);
        answer.putObject("status").put("machineUid", vm.uid()).put("epoch", vm.facts().epoch());
        return new Subresource.Outcome(answer.toString(), Optional.empty());
    }
}
