package io.cairn.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One operation of the served API.
 *
 * @param template path such as {@code /apis/iam.cairn.io/v1/users/{name}/token}
 * @param type of the body that it takes; JSON if it takes none
 */
record Operation(String method, String template, String type) {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final Set<String> NO_METHODS = Set.of("parameters", "summary", "description", "servers");

    /** All that the documents of {@code /openapi/v3} list. */
    static List<Operation> served(Rest client) throws IOException, InterruptedException {
        var found = new ArrayList<Operation>();
        for (var part : client.get("/openapi/v3").mustBeOk().body().path("paths")) {
            var paths = client.get(part.path("serverRelativeURL").asString()).mustBeOk().body().path("paths");
            paths.properties().forEach(path -> path.getValue().properties().forEach(method -> {
                if (!NO_METHODS.contains(method.getKey())) {
                    found.add(new Operation(method.getKey(), path.getKey(), type(method.getValue())));
                }
            }));
        }
        return List.copyOf(found);
    }

    private static String type(JsonNode operation) {
        var types = operation.at("/requestBody/content").propertyNames();
        var patch = "application/merge-patch+json";
        return types.contains(patch) ? patch : types.stream().findFirst().orElse("application/json");
    }

    Operation {
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException("No rule for the method " + method + " of " + template);
        }
        method = method.toUpperCase(Locale.ROOT);
    }

    /** {@code group/resource}; the core group is empty. */
    String kind() {
        var parts = List.of(template.substring(1).replace("namespaces/{namespace}/", "").split("/"));
        return parts.get(0).equals("api") ? "/" + parts.get(2) : parts.get(1) + "/" + parts.get(3);
    }

    String group() {
        return kind().replaceFirst("/.*", "");
    }

    boolean inProject() {
        return template.contains("/{namespace}/");
    }

    boolean named() {
        return template.contains("/{name}");
    }

    /** Empty for the object itself. */
    String subresource() {
        return named() ? template.replaceFirst(".*/\\{name}/?", "") : "";
    }

    boolean creates() {
        return method.equals("POST") && !named();
    }

    /** Whether a viewer may do it, if it is in their place: everything else writes, or looks into a machine. */
    boolean reads() {
        return method.equals("GET") && Set.of("", "status", "stats").contains(subresource());
    }

    String path(String prefix, String project, String name) {
        return prefix + template.replace("{namespace}", project).replace("{name}", name);
    }

    /** A body that the operation would take, so that nothing but who asks stands in the way. */
    String body(String name) {
        return switch (method) {
            case "GET", "DELETE" -> "";
            case "PATCH" -> type.contains("json") ? "{\"metadata\":{\"labels\":{\"seen\":\"true\"}}}" : "bytes";
            case "PUT" -> Examples.document(kind(), name);
            default -> creates() ? Examples.document(kind(), name)
                    : subresource().equals("ticket") ? "{\"stream\":\"vnc\"}" : "{}";
        };
    }

    Rest.Answer ask(Rest who, String prefix, String project, String name) throws IOException, InterruptedException {
        return who.send(method, path(prefix, project, name), type, body(name));
    }

    @Override
    public String toString() {
        return method + " " + template;
    }

    /** All that the one document of the whole API lists, as {@link #toString} writes them. */
    static List<String> whole(Rest client) throws IOException, InterruptedException {
        return client.get("/openapi/cairn.json")
                .mustBeOk()
                .body()
                .path("paths")
                .properties()
                .stream()
                .flatMap(path -> path.getValue()
                        .propertyNames()
                        .stream()
                        .filter(name -> !NO_METHODS.contains(name))
                        .map(name -> name.toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .sorted()
                .toList();
    }
}
