package io.cairn.vm.adapter.kinds;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The body of an action's subresource, all of it optional. */
record OperationRequest(Optional<String> name, Optional<String> uid, Optional<Long> generation, int deadlineSeconds,
        int ttlSecondsAfterFinished) {
    private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "metadata", "uid", "generation",
            "deadlineSeconds", "ttlSecondsAfterFinished");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    static OperationRequest read(Optional<String> body) {
        var given = body.map(Json.MAPPER::readTree).orElseGet(Json.MAPPER::createObjectNode);
        var causes = new ArrayList<Cause>();
        if (!given.isObject()) {
            causes.add(Cause.invalid("", given, "the body is an object, or nothing at all"));
        }
        given.propertyNames()
                .stream()
                .filter(field -> !FIELDS.contains(field))
                .forEach(field -> causes.add(Cause.forbidden(field, "there is no such field; metadata.name, uid, "
                        + "generation, deadlineSeconds and ttlSecondsAfterFinished may be given")));
        var name = text(given.path("metadata"), "name");
        name.filter(text -> !NAME.matcher(text).matches())
                .ifPresent(text -> causes.add(Cause.invalid("metadata.name", text,
                        "a name has at most 253 lower-case letters, digits, '-' and '.'")));
        var request = new OperationRequest(name, text(given, "uid"),
                given.has("generation")
                        ? Optional.of((long) whole(given, "generation", 1, 1, Integer.MAX_VALUE, causes))
                        : Optional.empty(),
                whole(given, "deadlineSeconds", OperationKind.DEADLINE_SECONDS, 1, OperationKind.MAX_DEADLINE_SECONDS,
                        causes),
                whole(given, "ttlSecondsAfterFinished", OperationKind.KEPT_SECONDS, 0, OperationKind.MAX_KEPT_SECONDS,
                        causes));
        if (!causes.isEmpty()) {
            throw new Refusal(Reason.INVALID, "The body of the action is invalid: %s: %s"
                    .formatted(causes.getFirst().field(), causes.getFirst().message()), List.copyOf(causes));
        }
        return request;
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.of(node.path(field).asString("")).filter(text -> !text.isEmpty());
    }

    private static int whole(JsonNode node, String field, int standard, int min, int max, List<Cause> causes) {
        var value = node.path(field);
        if (value.isMissingNode()) {
            return standard;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < min || value.asInt() > max) {
            causes.add(Cause.invalid(field, value, "must be a whole number from %d to %d".formatted(min, max)));
            return standard;
        }
        return value.asInt();
    }
}
