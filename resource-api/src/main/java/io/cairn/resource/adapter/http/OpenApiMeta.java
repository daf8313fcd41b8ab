package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas that every kind shares, under the names that Kubernetes clients look for. */
final class OpenApiMeta {
    private OpenApiMeta() {}

    static void add(ObjectNode schemas) {
        schemas.set(OpenApiSchemas.META + "ObjectMeta", objectMeta());
        schemas.set(OpenApiSchemas.META + "ListMeta", listMeta());
        schemas.set(OpenApiSchemas.STATUS, status());
    }

    private static ObjectNode described(String type, String description) {
        return OpenApiSchemas.type(type).put("description", description);
    }

    private static ObjectNode time(String description) {
        return described("string", description).put("format", "date-time");
    }

    private static ObjectNode number(String description) {
        return described("integer", description).put("format", "int64");
    }

    private static ObjectNode list(JsonNode item, String type, String description) {
        var list = described("array", description).put("x-kubernetes-list-type", type);
        list.set("items", item);
        return list;
    }

    private static ObjectNode map(String description) {
        var map = described("object", description);
        map.set("additionalProperties", OpenApiSchemas.type("string"));
        return map;
    }

    private static ObjectNode objectMeta() {
        var meta = described("object", "Metadata that every object has");
        var fields = meta.putObject("properties");
        fields.set("name", described("string", "Name, unique among its kind in its namespace"));
        fields.set("generateName", described("string", "Beginning of a name that the server completes"));
        fields.set("namespace", described("string", "The project that it belongs to"));
        fields.set("labels", map("Words to select by"));
        fields.set("annotations", map("Notes of tools and people, 256 KiB in total"));
        fields.set("uid", described("string", "Identity: another one after it was deleted and made anew"));
        fields.set("resourceVersion", described("string", "Version of the last change; send it to guard a write"));
        fields.set("generation", number("Counts changes of the spec"));
        fields.set("creationTimestamp", time("When it was made"));
        fields.set("deletionTimestamp", time("When its deletion was asked for"));
        fields.set("deletionGracePeriodSeconds", number("Always 0"));
        fields.set("finalizers", list(OpenApiSchemas.type("string"), "set", "What must be done before it is gone"));
        fields.set("ownerReferences", list(owner(), "atomic", "What it belongs to"));
        fields.set("managedFields", list(managed(), "atomic", "Who owns which fields"));
        return meta;
    }

    private static ObjectNode owner() {
        var owner = OpenApiSchemas.type("object");
        var fields = owner.putObject("properties");
        List.of("apiVersion", "kind", "name", "uid").forEach(name -> fields.set(name, OpenApiSchemas.type("string")));
        List.of("controller", "blockOwnerDeletion").forEach(name -> fields.set(name, OpenApiSchemas.type("boolean")));
        return owner;
    }

    private static ObjectNode managed() {
        var entry = OpenApiSchemas.type("object");
        var fields = entry.putObject("properties");
        List.of("manager", "operation", "apiVersion", "fieldsType", "subresource")
                .forEach(name -> fields.set(name, OpenApiSchemas.type("string")));
        fields.set("time", OpenApiSchemas.type("string").put("format", "date-time"));
        fields.set("fieldsV1", OpenApiSchemas.type("object"));
        return entry;
    }

    private static ObjectNode listMeta() {
        var meta = described("object", "Metadata of a list");
        var fields = meta.putObject("properties");
        fields.set("resourceVersion", described("string", "Version of the list: watch from here"));
        fields.set("continue", described("string", "Token of the next page"));
        fields.set("remainingItemCount", number("How many objects follow behind this page"));
        return meta;
    }

    private static ObjectNode status() {
        var status = described("object", "How a request went, if it was refused or has no other answer");
        var fields = status.putObject("properties");
        List.of("apiVersion", "kind").forEach(name -> fields.set(name, OpenApiSchemas.type("string")));
        fields.set("metadata", OpenApiSchemas.reference(OpenApiSchemas.META + "ListMeta"));
        fields.set("status", described("string", "Success or Failure"));
        fields.set("message", described("string", "A sentence for people"));
        fields.set("reason", described("string", "One CamelCase word for programs"));
        fields.set("details", described("object", "The object, and what was wrong with which field"));
        fields.set("code", described("integer", "HTTP status code").put("format", "int32"));
        status.putArray("x-kubernetes-group-version-kind")
                .add(Json.MAPPER.createObjectNode()
                        .put("group", "")
                        .put("version", "v1")
                        .put("kind", "Status"));
        return status;
    }
}
