package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.Preconditions;
import io.cairn.resource.application.Write;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The options of a DELETE, from its body and its query. */
record Deletion(Write write, Preconditions preconditions) {

    static Deletion read(Exchange exchange) throws IOException {
        var text = Bodies.text(exchange.request());
        JsonNode body;
        try {
            body = text.isBlank() ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(text);
        } catch (JacksonException malformed) {
            throw new Refusal(Reason.BAD_REQUEST, "The body of a DELETE is DeleteOptions as JSON, or empty");
        }
        var given = body.path("preconditions");
        var version = Optional.of(given.path("resourceVersion").asString(""))
                .filter(v -> v.matches("[0-9]{1,18}"))
                .map(Long::parseLong);
        var uid = Optional.of(given.path("uid").asString("")).filter(value -> !value.isEmpty());
        var dry = body.path("dryRun").isArray() && !body.path("dryRun").isEmpty();
        var write = exchange.write();
        return new Deletion(new Write(write.caller(), write.dryRun() || dry), new Preconditions(uid, version));
    }
}
