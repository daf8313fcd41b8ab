package io.cairn.resource.adapter.http;

import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Patches that need no knowledge of the kind: RFC 7386 and RFC 6902. */
sealed interface Patches {
    int MAX_OPERATIONS = 10_000;

    JsonNode apply(ObjectNode object);

    /** JSON merge patch, RFC 7386. */
    record Merge(JsonNode patch) implements Patches {
        @Override
        public JsonNode apply(ObjectNode object) {
            return merge(object, patch);
        }

        private static JsonNode merge(JsonNode target, JsonNode patch) {
            if (!(patch instanceof ObjectNode changes)) {
                return patch;
            }
            var result = target instanceof ObjectNode object ? object.deepCopy() : changes.objectNode();
            for (var entry : changes.properties()) {
                if (entry.getValue().isNull()) {
                    result.remove(entry.getKey());
                } else {
                    result.set(entry.getKey(), merge(result.path(entry.getKey()), entry.getValue()));
                }
            }
            return result;
        }
    }

    /** JSON patch, RFC 6902. */
    record Operations(JsonNode patch) implements Patches {
        @Override
        public JsonNode apply(ObjectNode object) {
            try {
                return JsonPatch.apply(patch, object);
            } catch (RuntimeException failed) {
                throw new Refusal(Reason.INVALID, "the JSON patch could not be applied: " + failed.getMessage(),
                        List.of(Cause.invalid("patch", "", String.valueOf(failed.getMessage()))));
            }
        }
    }

    static Patches of(String type, Kind<?, ?, ?> kind, Exchange exchange) throws IOException {
        return switch (type) {
            case "application/merge-patch+json" -> {
                var patch = Bodies.parse(exchange);
                if (!patch.isObject()) {
                    throw new Refusal(Reason.BAD_REQUEST, "A merge patch is an object");
                }
                yield new Merge(patch);
            }
            case "application/json-patch+json" -> {
                var patch = Bodies.parse(exchange);
                if (!patch.isArray() || patch.size() > MAX_OPERATIONS) {
                    throw new Refusal(Reason.BAD_REQUEST,
                            "A JSON patch is a list of at most %d operations".formatted(MAX_OPERATIONS));
                }
                yield new Operations(patch);
            }
            case "application/strategic-merge-patch+json" -> throw new Refusal(Reason.UNSUPPORTED_MEDIA_TYPE,
                    "strategic merge patch is not supported for %s; use --type=merge or --type=json"
                            .formatted(kind.kind()));
            default -> throw Bodies.unsupported(type, "application/merge-patch+json, application/json-patch+json, "
                    + "application/apply-patch+yaml");
        };
    }
}
