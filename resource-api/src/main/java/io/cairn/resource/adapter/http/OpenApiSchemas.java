package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.schema.Schema;
import tools.jackson.databind.node.ObjectNode;

/** Schemas as OpenAPI 3.0 writes them. */
final class OpenApiSchemas {
    static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    static final String STATUS = META + "Status";

    private OpenApiSchemas() {}

    static ObjectNode schema(Schema schema) {
        return switch (schema) {
            case Schema.Fields fields -> fields(fields);
            case Schema.Text text -> text(text);
            case Schema.Whole whole -> whole(whole);
            case Schema.Truth _ -> type("boolean");
            case Schema.Amount _ -> {
                var amount = Json.MAPPER.createObjectNode().put("x-kubernetes-int-or-string", true);
                amount.putArray("anyOf").add(type("integer")).add(type("string"));
                yield amount;
            }
            case Schema.Time _ -> type("string").put("format", "date-time");
            case Schema.Items items -> {
                var array = type("array").put("maxItems", items.max()).put("x-kubernetes-list-type", "atomic");
                yield array.set("items", schema(items.item()));
            }
            case Schema.Entries entries -> type("object").put("maxProperties", entries.max())
                    .set("additionalProperties", schema(entries.value()));
        };
    }

    private static ObjectNode fields(Schema.Fields fields) {
        var object = type("object");
        if (!fields.description().isEmpty()) {
            object.put("description", fields.description());
        }
        var required = Json.MAPPER.createArrayNode();
        var properties = object.putObject("properties");
        for (var field : fields.fields()) {
            var property = schema(field.schema()).put("description", field.description());
            field.defaults().ifPresent(text -> property.set("default", Json.MAPPER.readTree(text)));
            properties.set(field.name(), property);
            if (field.required()) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            object.set("required", required);
        }
        return object;
    }

    private static ObjectNode text(Schema.Text text) {
        var string = type("string").put("maxLength", text.maxLength());
        if (!text.pattern().isEmpty()) {
            string.put("pattern", "^(" + text.pattern() + ")$");
        }
        if (!text.values().isEmpty()) {
            text.values().forEach(string.putArray("enum")::add);
        }
        return string;
    }

    private static ObjectNode whole(Schema.Whole whole) {
        var small = whole.min() >= Integer.MIN_VALUE && whole.max() <= Integer.MAX_VALUE;
        var number = type("integer").put("format", small ? "int32" : "int64");
        if (whole.min() != Long.MIN_VALUE && whole.min() != Integer.MIN_VALUE) {
            number.put("minimum", whole.min());
        }
        if (whole.max() != Long.MAX_VALUE && whole.max() != Integer.MAX_VALUE) {
            number.put("maximum", whole.max());
        }
        return number;
    }

    static ObjectNode type(String type) {
        return Json.MAPPER.createObjectNode().put("type", type);
    }

    static ObjectNode reference(String name) {
        return Json.MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }
}
