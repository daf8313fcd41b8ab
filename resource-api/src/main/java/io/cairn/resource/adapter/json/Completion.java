package io.cairn.resource.adapter.json;

import io.cairn.resource.domain.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills in what a document may leave out, so that a record never sees a null; and takes empty collections out again. */
final class Completion {
    private Completion() {}

    /** A copy with defaults, and with empty lists and maps where there are none. */
    static JsonNode complete(Schema schema, JsonNode document) {
        return switch (schema) {
            case Schema.Fields fields when document instanceof ObjectNode object -> {
                var copy = object.objectNode();
                object.properties()
                        .stream()
                        .filter(entry -> !entry.getValue().isNull())
                        .forEach(entry -> copy.set(entry.getKey(), entry.getValue()));
                for (var field : fields.fields()) {
                    complete(field, copy);
                }
                yield copy;
            }
            case Schema.Items items when document.isArray() -> {
                var copy = Json.MAPPER.createArrayNode();
                document.forEach(item -> copy.add(complete(items.item(), item)));
                yield copy;
            }
            case Schema.Entries entries when document instanceof ObjectNode object -> {
                var copy = object.objectNode();
                object.properties()
                        .forEach(entry -> copy.set(entry.getKey(),
                                complete(entries.value(), entry.getValue())));
                yield copy;
            }
            case Schema.Fields _,Schema.Items _,Schema.Entries _,Schema.Text _,Schema.Whole _,Schema.Truth _,Schema.Amount _,Schema.Time _ ->
                document;
        };
    }

    private static void complete(Schema.Field field, ObjectNode copy) {
        var value = copy.get(field.name());
        if (value != null) {
            copy.set(field.name(), complete(field.schema(), value));
        } else if (field.defaults().isPresent()) {
            copy.set(field.name(), complete(field.schema(), Json.MAPPER.readTree(field.defaults().get())));
        } else if (field.schema() instanceof Schema.Items) {
            copy.putArray(field.name());
        } else if (field.schema() instanceof Schema.Entries) {
            copy.putObject(field.name());
        }
    }

    /** A copy without empty lists and maps. */
    static JsonNode trim(JsonNode document) {
        if (!(document instanceof ObjectNode object)) {
            return document;
        }
        var copy = object.objectNode();
        for (var entry : object.properties()) {
            var value = entry.getValue();
            if (value.isArray()) {
                if (!value.isEmpty()) {
                    var items = copy.putArray(entry.getKey());
                    value.forEach(item -> items.add(trim(item)));
                }
            } else if (value.isObject()) {
                var trimmed = trim(value);
                if (!value.isEmpty()) {
                    copy.set(entry.getKey(), trimmed);
                }
            } else if (!value.isNull()) {
                copy.set(entry.getKey(), value);
            }
        }
        return copy;
    }
}
