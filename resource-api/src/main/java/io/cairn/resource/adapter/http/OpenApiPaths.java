package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Subresource;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** The paths of one kind and what can be done at them. */
final class OpenApiPaths {
    private static final List<String> BODIES = List.of("application/json", "application/yaml");
    private static final List<String> PATCHES = List.of("application/apply-patch+yaml", "application/json-patch+json",
            "application/merge-patch+json");
    private static final List<String> SELECTION = List.of("labelSelector", "fieldSelector", "limit", "continue",
            "watch", "resourceVersion", "resourceVersionMatch", "sendInitialEvents", "allowWatchBookmarks",
            "timeoutSeconds");
    /** Of a stream that goes one way: those of kubectl logs. */
    private static final List<String> LOG = List.of("follow", "tailLines", "sinceSeconds", "sinceTime", "timestamps",
            "limitBytes");
    private static final List<String> WRITE = List.of("dryRun", "fieldManager", "fieldValidation");

    private final ObjectNode paths;
    private final Kind<?, ?, ?> kind;
    private final String collection;
    private final String everywhere;

    private OpenApiPaths(ObjectNode paths, Kind<?, ?, ?> kind) {
        var version = kind.groupVersion();
        var base = (version.group().isEmpty() ? "/api/" : "/apis/" + version.group() + "/") + version.version() + "/";
        this.paths = paths;
        this.kind = kind;
        this.everywhere = base + kind.plural();
        this.collection = kind.namespaced() ? base + "namespaces/{namespace}/" + kind.plural() : everywhere;
    }

    static void add(ObjectNode paths, Kind<?, ?, ?> kind) {
        new OpenApiPaths(paths, kind).add();
    }

    private void add() {
        var many = path(collection);
        if (kind.review().isPresent()) {
            many.set("post", body(operation("post", "Create", List.of("fieldValidation"), "201", ""), BODIES));
            return;
        }
        many.set("get", operation("list", "List", SELECTION, "200", "List"));
        many.set("post", body(operation("post", "Create", WRITE, "201", ""), BODIES));
        many.set("delete", operation("deletecollection", "DeleteAll", List.of("labelSelector", "fieldSelector",
                "dryRun"), "200", OpenApiSchemas.STATUS));
        if (kind.namespaced()) {
            path(everywhere).set("get", operation("list", "ListEverywhere", SELECTION, "200", "List"));
        }
        var one = path(collection + "/{name}");
        one.set("get", operation("get", "Get", List.of(), "200", ""));
        one.set("delete", operation("delete", "Delete", List.of("dryRun", "propagationPolicy", "gracePeriodSeconds"),
                "200", OpenApiSchemas.STATUS));
        writes(one, "");
        var status = path(collection + "/{name}/status");
        status.set("get", operation("get", "GetStatus", List.of(), "200", ""));
        if (kind.statusWritable()) {
            writes(status, "Status");
        }
        for (Subresource<?, ?, ?> subresource : kind.subresources()) {
            subresource(subresource);
        }
    }

    private void subresource(Subresource<?, ?, ?> subresource) {
        var path = path(collection + "/{name}/" + subresource.name());
        switch (subresource) {
            case Subresource.Action<?, ?, ?> action -> {
                var operation = operation("connect", word(action.name()), List.of(), "202", "")
                        .put("description", action.description());
                ((ObjectNode) operation.at("/responses/202/content/application~1json")).set("schema",
                        OpenApiSchemas.type("object"));
                operation.putObject("requestBody")
                        .putObject("content")
                        .putObject("application/json")
                        .set("schema", OpenApiSchemas.type("object"));
                path.set("post", operation);
            }
            case Subresource.Stream<?, ?, ?> stream -> {
                var operation = operation("connect", word(stream.name()),
                        stream.interactive() ? List.of() : LOG,
                        stream.interactive() ? "101" : "200", "").put("description", stream.description());
                var answer = (ObjectNode) operation.at("/responses/" + (stream.interactive() ? "101" : "200"));
                answer.remove("content");
                if (!stream.interactive()) {
                    answer.putObject("content").putObject("text/plain").set("schema", OpenApiSchemas.type("string"));
                }
                path.set("get", operation);
            }
            case Subresource.View<?, ?, ?, ?> view -> view(path, view);
            case Subresource.Upload<?, ?, ?> upload -> upload(path, upload);
        }
    }

    /** Of one object, of those of a namespace, and of all. */
    private void view(ObjectNode path, Subresource.View<?, ?, ?, ?> view) {
        var word = word(view.name());
        var schema = OpenApi.schemaName(kind.groupVersion(), view.kind());
        path.set("get", answer(operation("connect", "Get" + word, List.of(), "200", ""), view, schema));
        var selection = List.of("labelSelector", "fieldSelector", "limit", "continue");
        var all = "/" + Views.ALL + "/" + view.name();
        path(collection + all).set("get",
                answer(operation("connect", "List" + word, selection, "200", ""), view, schema + "List"));
        if (kind.namespaced()) {
            path(everywhere + all).set("get", answer(
                    operation("connect", "ListEverywhere" + word, selection, "200", ""), view, schema + "List"));
        }
    }

    private static ObjectNode answer(ObjectNode operation, Subresource.View<?, ?, ?, ?> view, String schema) {
        ((ObjectNode) operation.at("/responses/200/content/application~1json")).set("schema",
                OpenApiSchemas.reference(schema));
        return operation.put("description", view.description());
    }

    /** After the tus protocol; the headers that matter are named in the description. */
    private void upload(ObjectNode path, Subresource.Upload<?, ?, ?> upload) {
        var word = word(upload.name());
        path.set("get", bare("Get" + word, "How far it is: Upload-Offset and Upload-Length"));
        path.set("post", bare("Begin" + word, upload.description() + "; Upload-Length names the bytes to come"));
        var patch = bare("Continue" + word, "The next bytes; Upload-Offset says where they belong");
        patch.putObject("requestBody")
                .put("required", true)
                .putObject("content")
                .putObject(Uploads.BYTES)
                .set("schema", OpenApiSchemas.type("string").put("format", "binary"));
        path.set("patch", patch);
        path.set("delete", bare("Drop" + word, "Ends an unfinished one and forgets its bytes"));
    }

    private ObjectNode bare(String name, String description) {
        return operation("connect", name, List.of(), "200", "").put("description", description);
    }

    private ObjectNode path(String template) {
        var item = paths.putObject(template);
        var parameters = item.putArray("parameters");
        for (var name : List.of("namespace", "name")) {
            if (template.contains("{" + name + "}")) {
                parameters.addObject()
                        .put("name", name)
                        .put("in", "path")
                        .put("required", true)
                        .set("schema", OpenApiSchemas.type("string"));
            }
        }
        if (parameters.isEmpty()) {
            item.remove("parameters");
        }
        return item;
    }

    private static String word(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private void writes(ObjectNode one, String suffix) {
        one.set("put", body(operation("put", "Replace" + suffix, WRITE, "200", ""), BODIES));
        one.set("patch", body(operation("patch", "Patch" + suffix,
                List.of("dryRun", "fieldManager", "fieldValidation", "force"), "200", ""), PATCHES));
    }

    private ObjectNode operation(String action, String name, List<String> parameters, String code, String answer) {
        var operation = Json.MAPPER.createObjectNode().put("operationId", name + kind.kind());
        operation.set("x-kubernetes-group-version-kind", OpenApi.gvk(kind));
        operation.put("x-kubernetes-action", action);
        var list = operation.putArray("parameters");
        parameters.forEach(parameter -> list.addObject()
                .put("name", parameter)
                .put("in", "query")
                .set("schema", OpenApiSchemas.type(switch (parameter) {
                    case "limit", "timeoutSeconds", "tailLines", "sinceSeconds", "limitBytes",
                            "gracePeriodSeconds" ->
                        "integer";
                    case "force", "watch", "follow", "timestamps", "sendInitialEvents", "allowWatchBookmarks" ->
                        "boolean";
                    default -> "string";
                })));
        var schema = answer.equals(OpenApiSchemas.STATUS) ? answer : OpenApi.schemaName(kind) + answer;
        var answers = operation.putObject("responses");
        answers.putObject(code)
                .put("description", code.equals("101") ? "The connection becomes a WebSocket" : "Done")
                .putObject("content")
                .putObject("application/json")
                .set("schema", OpenApiSchemas.reference(schema));
        answers.putObject("default")
                .put("description", "Refused")
                .putObject("content")
                .putObject("application/json")
                .set("schema", OpenApiSchemas.reference(OpenApiSchemas.STATUS));
        return operation;
    }

    private ObjectNode body(ObjectNode operation, List<String> types) {
        var content = operation.putObject("requestBody").put("required", true).putObject("content");
        types.forEach(type -> content.putObject(type)
                .set("schema", type.equals("application/json-patch+json")
                        ? OpenApiSchemas.type("array").set("items", OpenApiSchemas.type("object"))
                        : OpenApiSchemas.reference(OpenApi.schemaName(kind))));
        return operation;
    }
}
