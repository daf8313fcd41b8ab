package io.cairn.resource.adapter.json;

import io.cairn.resource.domain.schema.Schema;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One spelling for values that mean the same: defaults filled in, fields in order of the schema, times in UTC. */
final class Canonical {
    private Canonical() {}

    static JsonNode of(Schema schema, JsonNode value) {
        return order(schema, Completion.complete(schema, value));
    }

    private static JsonNode order(Schema schema, JsonNode value) {
        return switch (schema) {
            case Schema.Fields fields when value instanceof ObjectNode object -> {
                var ordered = object.objectNode();
                for (var field : fields.fields()) {
                    var given = object.get(field.name());
                    if (given != null && !given.isNull() && !(given.isContainer() && given.isEmpty())) {
                        ordered.set(field.name(), order(field.schema(), given));
                    }
                }
                yield ordered;
            }
            case Schema.Entries entries when value instanceof ObjectNode object -> {
                var sorted = new TreeMap<String, JsonNode>();
                object.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
                var ordered = object.objectNode();
                sorted.forEach((key, item) -> ordered.set(key, order(entries.value(), item)));
                yield ordered;
            }
            case Schema.Items items when value.isArray() -> {
                var ordered = Json.MAPPER.createArrayNode();
                value.forEach(item -> ordered.add(order(items.item(), item)));
                yield ordered;
            }
            case Schema.Amount _ -> value.isIntegralNumber()
                    ? Json.MAPPER.getNodeFactory().stringNode(value.asString())
                    : value;
            case Schema.Time _ -> time(value);
            case Schema.Fields _,Schema.Entries _,Schema.Items _,Schema.Text _,Schema.Whole _,Schema.Truth _ -> value;
        };
    }

    private static JsonNode time(JsonNode value) {
        try {
            return Json.MAPPER.getNodeFactory()
                    .stringNode(OffsetDateTime.parse(value.asString("")).toInstant().toString());
        } catch (DateTimeException notATime) {
            return value;
        }
    }
}
