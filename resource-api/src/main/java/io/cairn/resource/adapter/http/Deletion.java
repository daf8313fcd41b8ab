package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.Preconditions;
import io.cairn.resource.application.Write;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The options of a DELETE, from its body, its query and If-Match. */
record Deletion(Write write, Preconditions preconditions) {
    private static final List<String> PROPAGATIONS = List.of("Background", "Foreground", "Orphan");

    static Deletion read(Exchange exchange) throws IOException {
        var body = body(exchange);
        check(exchange, body);
        var dry = false;
        for (var value : body.path("dryRun")) {
            if (!value.asString("").equals("All")) {
                throw new Refusal(Reason.BAD_REQUEST, "Invalid dryRun: \"%s\": the only supported value is All"
                        .formatted(value.asString("")),
                        List.of(Cause.unsupported("dryRun", value.asString(""),
                                "supported values: \"All\"")));
            }
            dry = true;
        }
        var write = exchange.write();
        var given = body.path("preconditions");
        return new Deletion(new Write(write.caller(), write.dryRun() || dry),
                new Preconditions(text(given, "uid"), text(given, "resourceVersion").or(() -> ifMatch(exchange))));
    }

    private static JsonNode body(Exchange exchange) throws IOException {
        var text = Bodies.text(exchange.request());
        if (text.isBlank()) {
            return Json.MAPPER.createObjectNode();
        }
        var body = Bodies.parse(text, Bodies.mediaType(exchange.request()));
        if (!body.isObject()) {
            throw new Refusal(Reason.BAD_REQUEST, "The body of a DELETE is DeleteOptions, or empty");
        }
        return body;
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.of(node.path(field).asString("")).filter(value -> !value.isEmpty());
    }

    private static Optional<String> ifMatch(Exchange exchange) {
        return exchange.tags("If-Match").findFirst().filter(tag -> !tag.equals("*")).map(tag -> tag.replace("\"", ""));
    }

    /** Owners are recorded, not followed, so that every propagation comes to the same; a misspelt one is refused. */
    private static void check(Exchange exchange, JsonNode body) {
        var propagation = text(body, "propagationPolicy").or(() -> exchange.parameter("propagationPolicy"));
        if (propagation.isPresent() && !PROPAGATIONS.contains(propagation.get())) {
            throw invalid(Cause.unsupported("propagationPolicy", propagation.get(), "supported values: \"Background\", "
                    + "\"Foreground\", \"Orphan\""));
        }
        if (propagation.isPresent() && body.has("orphanDependents")) {
            throw invalid(Cause.forbidden("orphanDependents", "and propagationPolicy exclude each other"));
        }
        var grace = body.path("gracePeriodSeconds");
        var asked = exchange.parameter("gracePeriodSeconds").orElse("0");
        if (!grace.isMissingNode() && !grace.isNull() && !(grace.canConvertToLong() && grace.asLong(-1) >= 0)
                || !asked.matches("[0-9]{1,9}")) {
            throw invalid(Cause.invalid("gracePeriodSeconds", grace.isMissingNode() ? asked : grace.toString(),
                    "must be a whole number of seconds, not negative"));
        }
    }

    private static Refusal invalid(Cause cause) {
        return new Refusal(Reason.INVALID,
                "DeleteOptions is invalid: %s: %s".formatted(cause.field(), cause.message()), List.of(cause));
    }
}
