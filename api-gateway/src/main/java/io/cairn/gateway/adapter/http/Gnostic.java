package io.cairn.gateway.adapter.http;

import tools.jackson.databind.JsonNode;

/**
 * OpenAPI 2.0 in protobuf, as kubectl up to 1.28 and ArgoCD ask for it: the message {@code openapi.v2.Document} of
 * gnostic. The numbers are those of the fields in its OpenAPIv2.proto; only what our documents contain is written.
 */
final class Gnostic {
    private Gnostic() {}

    /** @param document made by {@link OpenApiV2} */
    static byte[] document(JsonNode document) {
        var info = new Protobuf().text(1, text(document.path("info"), "title"))
                .text(2, text(document.path("info"), "version"));
        var paths = new Protobuf();
        document.path("paths")
                .properties()
                .forEach(path -> paths.message(2, named(path.getKey(), item(path.getValue()))));
        var definitions = new Protobuf();
        document.path("definitions")
                .properties()
                .forEach(schema -> definitions.message(1, named(schema.getKey(), schema(schema.getValue()))));
        return new Protobuf().text(1, text(document, "swagger"))
                .message(2, info)
                .message(8, paths)
                .message(9, definitions)
                .bytes();
    }

    private static Protobuf named(String name, Protobuf value) {
        return new Protobuf().text(1, name).message(2, value);
    }

    /** Any, of which only the YAML is set; JSON is YAML. */
    private static Protobuf any(JsonNode value) {
        return new Protobuf().text(2, value.toString());
    }

    private static void extensions(Protobuf message, int field, JsonNode given) {
        given.properties()
                .stream()
                .filter(entry -> entry.getKey().startsWith("x-"))
                .forEach(entry -> message.message(field, named(entry.getKey(), any(entry.getValue()))));
    }

    private static Protobuf item(JsonNode given) {
        var item = new Protobuf();
        for (var entry : given.properties()) {
            switch (entry.getKey()) {
                case "get" -> item.message(2, operation(entry.getValue()));
                case "put" -> item.message(3, operation(entry.getValue()));
                case "post" -> item.message(4, operation(entry.getValue()));
                case "delete" -> item.message(5, operation(entry.getValue()));
                case "patch" -> item.message(8, operation(entry.getValue()));
                case "parameters" -> entry.getValue().forEach(parameter -> item.message(9, parameter(parameter)));
                default -> throw new IllegalArgumentException("No number for " + entry.getKey());
            }
        }
        return item;
    }

    private static Protobuf operation(JsonNode given) {
        var operation = new Protobuf().text(3, text(given, "description")).text(5, text(given, "operationId"));
        given.path("produces").forEach(type -> operation.text(6, type.asString("")));
        given.path("consumes").forEach(type -> operation.text(7, type.asString("")));
        given.path("parameters").forEach(parameter -> operation.message(8, parameter(parameter)));
        var responses = new Protobuf();
        given.path("responses").properties().forEach(answer -> {
            var response = new Protobuf().text(1, text(answer.getValue(), "description"));
            if (answer.getValue().has("schema")) {
                response.message(2, new Protobuf().message(1, schema(answer.getValue().path("schema"))));
            }
            responses.message(1, named(answer.getKey(), new Protobuf().message(1, response)));
        });
        operation.message(9, responses);
        extensions(operation, 13, given);
        return operation;
    }

    /** ParametersItem, with a parameter of one of three places inside. */
    private static Protobuf parameter(JsonNode given) {
        var required = given.path("required").asBoolean(false);
        var parameter = switch (text(given, "in")) {
            case "body" -> new Protobuf().message(1, new Protobuf().text(2, text(given, "name"))
                    .text(3, "body")
                    .truth(4, required)
                    .message(5, schema(given.path("schema"))));
            case "path" -> new Protobuf().message(2, new Protobuf().message(4, new Protobuf().truth(1, required)
                    .text(2, "path")
                    .text(4, text(given, "name"))
                    .text(5, text(given, "type"))));
            default -> new Protobuf().message(2, new Protobuf().message(3, new Protobuf().truth(1, required)
                    .text(2, "query")
                    .text(4, text(given, "name"))
                    .text(6, text(given, "type"))));
        };
        return new Protobuf().message(1, parameter);
    }

    private static Protobuf schema(JsonNode given) {
        var schema = new Protobuf().text(1, text(given, "$ref"))
                .text(2, text(given, "format"))
                .text(4, text(given, "description"));
        if (given.has("default")) {
            schema.message(5, any(given.path("default")));
        }
        bounds(schema, given);
        given.path("required").forEach(name -> schema.text(19, name.asString("")));
        given.path("enum").forEach(value -> schema.message(20, any(value)));
        if (given.has("additionalProperties")) {
            schema.message(21, new Protobuf().message(1, schema(given.path("additionalProperties"))));
        }
        if (given.has("type")) {
            schema.message(22, new Protobuf().text(1, text(given, "type")));
        }
        if (given.has("items")) {
            schema.message(23, new Protobuf().message(1, schema(given.path("items"))));
        }
        if (given.has("properties")) {
            var properties = new Protobuf();
            given.path("properties")
                    .properties()
                    .forEach(entry -> properties.message(1, named(entry.getKey(), schema(entry.getValue()))));
            schema.message(25, properties);
        }
        extensions(schema, 31, given);
        return schema;
    }

    private static void bounds(Protobuf schema, JsonNode given) {
        if (given.has("maximum")) {
            schema.number(7, given.path("maximum").asDouble());
        }
        if (given.has("minimum")) {
            schema.number(9, given.path("minimum").asDouble());
        }
        schema.whole(11, given.path("maxLength").asLong(0))
                .text(13, text(given, "pattern"))
                .whole(14, given.path("maxItems").asLong(0))
                .whole(17, given.path("maxProperties").asLong(0));
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
