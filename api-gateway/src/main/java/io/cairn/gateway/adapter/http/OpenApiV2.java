package io.cairn.gateway.adapter.http;

import io.cairn.resource.adapter.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The same API as OpenAPI 2.0, for clients that know nothing newer: kubectl up to 1.28, ArgoCD, Terraform. */
final class OpenApiV2 {
    private static final String V3_SCHEMAS = "#/components/schemas/";
    private static final List<String> KEPT = List.of("format", "description", "default", "maximum", "minimum",
            "maxLength", "pattern", "maxItems", "maxProperties", "required", "enum", "type");

    private OpenApiV2() {}

    /** @param whole a document of OpenAPI 3.0 */
    static ObjectNode of(JsonNode whole) {
        var document = Json.MAPPER.createObjectNode().put("swagger", "2.0");
        document.set("info", whole.path("info"));
        var paths = document.putObject("paths");
        whole.path("paths").properties().forEach(path -> paths.set(path.getKey(), item(path.getValue())));
        var definitions = document.putObject("definitions");
        whole.at("/components/schemas")
                .properties()
                .forEach(schema -> definitions.set(schema.getKey(), schema(schema.getValue())));
        return document;
    }

    private static ObjectNode item(JsonNode item) {
        var copy = Json.MAPPER.createObjectNode();
        for (var entry : item.properties()) {
            copy.set(entry.getKey(), entry.getKey().equals("parameters")
                    ? parameters(entry.getValue())
                    : operation(entry.getValue()));
        }
        return copy;
    }

    private static ArrayNode parameters(JsonNode given) {
        var list = Json.MAPPER.createArrayNode();
        for (var parameter : given) {
            var copy = list.addObject()
                    .put("name", parameter.path("name").asString(""))
                    .put("in", parameter.path("in").asString(""))
                    .put("type", parameter.at("/schema/type").asString("string"));
            if (parameter.path("required").asBoolean(false)) {
                copy.put("required", true);
            }
        }
        return list;
    }

    private static ObjectNode operation(JsonNode given) {
        var operation = Json.MAPPER.createObjectNode();
        if (given.has("description")) {
            operation.set("description", given.path("description"));
        }
        operation.set("operationId", given.path("operationId"));
        operation.putArray("produces").add("application/json").add("application/yaml");
        var parameters = parameters(given.path("parameters"));
        var content = given.path("requestBody").path("content");
        if (!content.isEmpty()) {
            content.propertyNames().forEach(operation.putArray("consumes")::add);
            var body = parameters.addObject().put("name", "body").put("in", "body").put("required", true);
            body.set("schema", schema(content.iterator().next().path("schema")));
        }
        operation.set("parameters", parameters);
        operation.set("responses", responses(given.path("responses")));
        given.properties()
                .stream()
                .filter(entry -> entry.getKey().startsWith("x-"))
                .forEach(entry -> operation.set(entry.getKey(), entry.getValue()));
        return operation;
    }

    private static ObjectNode responses(JsonNode given) {
        var responses = Json.MAPPER.createObjectNode();
        for (var answer : given.properties()) {
            var copy = responses.putObject(answer.getKey())
                    .put("description", answer.getValue().path("description").asString(""));
            var content = answer.getValue().path("content");
            if (!content.isEmpty()) {
                copy.set("schema", schema(content.iterator().next().path("schema")));
            }
        }
        return responses;
    }

    private static ObjectNode schema(JsonNode given) {
        var schema = Json.MAPPER.createObjectNode();
        var reference = given.path("$ref").asString("");
        if (!reference.isEmpty()) {
            return schema.put("$ref", reference.replace(V3_SCHEMAS, "#/definitions/"));
        }
        KEPT.stream().filter(given::has).forEach(name -> schema.set(name, given.path(name)));
        if (given.has("items")) {
            schema.set("items", schema(given.path("items")));
        }
        if (given.path("additionalProperties").isObject()) {
            schema.set("additionalProperties", schema(given.path("additionalProperties")));
        }
        if (given.has("properties")) {
            var properties = schema.putObject("properties");
            given.path("properties")
                    .properties()
                    .forEach(entry -> properties.set(entry.getKey(), schema(entry.getValue())));
        }
        given.properties()
                .stream()
                .filter(entry -> entry.getKey().startsWith("x-"))
                .forEach(entry -> schema.set(entry.getKey(), entry.getValue()));
        return schema;
    }
}
