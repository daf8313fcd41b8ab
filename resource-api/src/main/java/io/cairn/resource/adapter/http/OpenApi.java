package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.adapter.json.KindCodec;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Subresource;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.0 document of one group and version, as kubectl, explain and SDK generators read it. */
final class OpenApi {
    private static final String META = OpenApiSchemas.META;
    private static final List<String> PATCHES = List.of("application/apply-patch+yaml", "application/json-patch+json",
            "application/merge-patch+json");

    private OpenApi() {}

    static ObjectNode document(GroupVersion version, List<KindCodec<?, ?, ?>> codecs) {
        var document = Json.MAPPER.createObjectNode().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Cairn " + version.apiVersion()).put("version", version.version());
        var paths = document.putObject("paths");
        var schemas = document.putObject("components").putObject("schemas");
        schemas.set(META + "ObjectMeta", OpenApiSchemas.objectMeta());
        for (var codec : codecs) {
            schema(schemas, codec);
            paths(paths, codec.kind());
        }
        return document;
    }

    static String schemaName(Kind<?, ?, ?> kind) {
        var group = kind.groupVersion().group().isEmpty() ? "core.cairn.io" : kind.groupVersion().group();
        var parts = group.split("\\.");
        var reversed = new StringBuilder();
        for (var i = parts.length - 1; i >= 0; i--) {
            reversed.append(parts[i]).append('.');
        }
        return reversed + kind.groupVersion().version() + "." + kind.kind();
    }

    private static void schema(ObjectNode schemas, KindCodec<?, ?, ?> codec) {
        var kind = codec.kind();
        var object = OpenApiSchemas.type("object").put("description", kind.description());
        var properties = object.putObject("properties");
        properties.set("apiVersion", OpenApiSchemas.type("string")
                .put("description",
                        "Version of the schema of this object: " + kind.groupVersion().apiVersion()));
        properties.set("kind", OpenApiSchemas.type("string").put("description", "Kind of this object: " + kind.kind()));
        properties.set("metadata", OpenApiSchemas.reference(META + "ObjectMeta"));
        var spec = OpenApiSchemas.schema(codec.specSchema());
        if (kind.flat()) {
            spec.path("properties").properties().forEach(entry -> properties.set(entry.getKey(), entry.getValue()));
        } else {
            properties.set("spec", spec.put("description", "What is wanted"));
        }
        if (!codec.statusSchema().fields().isEmpty()) {
            properties.set("status",
                    OpenApiSchemas.schema(codec.statusSchema())
                            .put("description", kind.statusWritable()
                                    ? "What is"
                                    : "What is; computed, cannot be written"));
        }
        object.putArray("x-kubernetes-group-version-kind").add(gvk(kind));
        schemas.set(schemaName(kind), object);
        var list = OpenApiSchemas.type("object").put("description", "A list of " + kind.kind());
        var listed = list.putObject("properties");
        listed.set("items", OpenApiSchemas.type("array").set("items", OpenApiSchemas.reference(schemaName(kind))));
        listed.set("metadata", OpenApiSchemas.type("object"));
        schemas.set(schemaName(kind) + "List", list);
    }

    private static ObjectNode gvk(Kind<?, ?, ?> kind) {
        return Json.MAPPER.createObjectNode()
                .put("group", kind.groupVersion().group())
                .put("version", kind.groupVersion().version())
                .put("kind", kind.kind());
    }

    private static void paths(ObjectNode paths, Kind<?, ?, ?> kind) {
        var version = kind.groupVersion();
        var base = (version.group().isEmpty() ? "/api/" : "/apis/" + version.group() + "/") + version.version() + "/";
        var collection = base + (kind.namespaced() ? "namespaces/{namespace}/" : "") + kind.plural();
        var many = paths.putObject(collection);
        many.set("get", operation(kind, "list", "List", List.of("labelSelector", "fieldSelector", "limit", "continue",
                "watch", "resourceVersion", "resourceVersionMatch", "sendInitialEvents", "allowWatchBookmarks",
                "timeoutSeconds")));
        many.set("post", body(operation(kind, "post", "Create", List.of("dryRun", "fieldManager", "fieldValidation")),
                kind, List.of("application/json", "application/yaml")));
        many.set("delete", operation(kind, "deletecollection", "DeleteAll", List.of("labelSelector", "fieldSelector")));
        if (kind.namespaced()) {
            paths.putObject(base + kind.plural())
                    .set("get",
                            operation(kind, "list", "ListEverywhere",
                                    List.of("labelSelector", "fieldSelector", "limit")));
        }
        item(paths.putObject(collection + "/{name}"), kind);
        var status = paths.putObject(collection + "/{name}/status");
        status.set("get", operation(kind, "get", "GetStatus", List.of()));
        if (kind.statusWritable()) {
            writes(status, kind, "Status");
        }
        for (Subresource<?, ?, ?> subresource : kind.subresources()) {
            var path = paths.putObject(collection + "/{name}/" + subresource.name());
            switch (subresource) {
                case Subresource.Action<?, ?, ?> action -> path.set("post", operation(kind, "connect",
                        word(action.name()), List.of()).put("description", action.description()));
                case Subresource.Stream<?, ?, ?> stream -> path.set("get", operation(kind, "connect",
                        word(stream.name()), List.of("follow", "tailLines")).put("description", stream.description()));
                case Subresource.Upload<?, ?, ?> upload -> upload(path, kind, upload);
            }
        }
    }

    /** After the tus protocol; the headers that matter are named in the description. */
    private static void upload(ObjectNode path, Kind<?, ?, ?> kind, Subresource.Upload<?, ?, ?> upload) {
        var word = word(upload.name());
        path.set("get", operation(kind, "connect", "Get" + word, List.of())
                .put("description", "How far it is: Upload-Offset and Upload-Length"));
        path.set("post", operation(kind, "connect", "Begin" + word, List.of())
                .put("description", upload.description() + "; Upload-Length names the bytes to come"));
        var patch = operation(kind, "connect", "Continue" + word, List.of())
                .put("description", "The next bytes; Upload-Offset says where they belong");
        patch.putObject("requestBody")
                .put("required", true)
                .putObject("content")
                .putObject(Uploads.BYTES)
                .set("schema", OpenApiSchemas.type("string").put("format", "binary"));
        path.set("patch", patch);
        path.set("delete", operation(kind, "connect", "Drop" + word, List.of())
                .put("description", "Ends an unfinished one and forgets its bytes"));
    }

    private static String word(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static void item(ObjectNode one, Kind<?, ?, ?> kind) {
        one.set("get", operation(kind, "get", "Get", List.of()));
        one.set("delete", operation(kind, "delete", "Delete", List.of("dryRun", "propagationPolicy")));
        writes(one, kind, "");
    }

    private static void writes(ObjectNode one, Kind<?, ?, ?> kind, String suffix) {
        var parameters = List.of("dryRun", "fieldManager", "fieldValidation");
        one.set("put", body(operation(kind, "put", "Replace" + suffix, parameters), kind,
                List.of("application/json", "application/yaml")));
        one.set("patch", body(operation(kind, "patch", "Patch" + suffix,
                List.of("dryRun", "fieldManager", "fieldValidation", "force")), kind, PATCHES));
    }

    private static ObjectNode operation(Kind<?, ?, ?> kind, String action, String name, List<String> parameters) {
        var operation = Json.MAPPER.createObjectNode().put("operationId", name + kind.kind());
        operation.set("x-kubernetes-group-version-kind", gvk(kind));
        operation.put("x-kubernetes-action", action);
        var list = operation.putArray("parameters");
        parameters.forEach(parameter -> list.addObject()
                .put("name", parameter)
                .put("in", "query")
                .set("schema",
                        OpenApiSchemas.type(switch (parameter) {
                            case "limit", "timeoutSeconds", "tailLines" -> "integer";
                            case "force", "watch", "follow", "sendInitialEvents", "allowWatchBookmarks" -> "boolean";
                            default -> "string";
                        })));
        var answers = operation.putObject("responses");
        answers.putObject("200")
                .put("description", "OK")
                .putObject("content")
                .putObject("application/json")
                .set("schema", OpenApiSchemas.reference(schemaName(kind) + (action.equals("list") ? "List" : "")));
        return operation;
    }

    private static ObjectNode body(ObjectNode operation, Kind<?, ?, ?> kind, List<String> types) {
        var content = operation.putObject("requestBody").put("required", true).putObject("content");
        types.forEach(type -> content.putObject(type).set("schema", OpenApiSchemas.reference(schemaName(kind))));
        return operation;
    }
}
