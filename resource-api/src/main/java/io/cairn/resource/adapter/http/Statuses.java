package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Refusal;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Answers of kind {@code Status}. */
public final class Statuses {
    private Statuses() {}

    /**
     * @param kind plural of the resource that was asked for; empty if none
     * @param name name of the object; empty if none
     */
    public static ObjectNode failure(Refusal refusal, Optional<Kind<?, ?, ?>> kind, Optional<String> name) {
        var status = status("Failure").put("message", refusal.sentence()).put("reason", refusal.reason().word());
        var details = Json.MAPPER.createObjectNode();
        name.ifPresent(value -> details.put("name", value));
        kind.ifPresent(value -> details.put("group", value.groupVersion().group()).put("kind", value.plural()));
        if (!refusal.causes().isEmpty()) {
            var causes = details.putArray("causes");
            refusal.causes()
                    .forEach(cause -> causes.addObject()
                            .put("reason", cause.reason())
                            .put("message", cause.message())
                            .put("field", cause.field()));
        }
        refusal.retryAfterSeconds().ifPresent(seconds -> details.put("retryAfterSeconds", seconds));
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        return status.put("code", refusal.reason().code());
    }

    static ObjectNode deleted(Kind<?, ?, ?> kind, Metadata metadata) {
        var status = status("Success");
        status.putObject("details")
                .put("name", metadata.name())
                .put("group", kind.groupVersion().group())
                .put("kind", kind.plural())
                .put("uid", metadata.uid());
        return status;
    }

    static ObjectNode success() {
        return status("Success");
    }

    private static ObjectNode status(String word) {
        var status = Json.MAPPER.createObjectNode().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", word);
    }
}
