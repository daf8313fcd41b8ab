package io.cairn.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The reference pages of the kinds, written from the API document. */
final class ReferencePages {
    private static final int WIDTH = 118;
    private static final String SCHEMAS = "#/components/schemas/";

    private final JsonNode document;

    /** @param document OpenAPI 3.0 */
    ReferencePages(JsonNode document) {
        this.document = document;
    }

    /**
     * A kind as the document shows it.
     *
     * @param path of its collection
     */
    private record Shown(String group, String version, String kind, String path, JsonNode schema) {
        String plural() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        String file() {
            return plural() + (group.isEmpty() ? "" : "." + group) + ".md";
        }

        String apiVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }
    }

    private List<Shown> kinds() {
        var kinds = new ArrayList<Shown>();
        for (var path : document.at("/paths").properties()) {
            var create = path.getValue().path("post");
            var group = create.path("x-kubernetes-group-version-kind");
            if (create.path("x-kubernetes-action").asString("").equals("post")) {
                var name = create.at("/requestBody/content/application~1json/schema/$ref").asString("");
                kinds.add(new Shown(group.path("group").asString(""), group.path("version").asString(""),
                        group.path("kind").asString(""), path.getKey(), schema(name)));
            }
        }
        kinds.sort(Comparator.comparing(Shown::group).thenComparing(Shown::kind));
        return kinds;
    }

    private JsonNode schema(String reference) {
        return document.at("/components/schemas").path(reference.replace(SCHEMAS, ""));
    }

    /** Text by file name. */
    Map<String, String> pages() {
        var pages = new TreeMap<String, String>();
        var index = new StringBuilder(
                """
                # Reference

                Written from the schema that checks what you send; `make docs` writes it anew. The same as one document:
                [cairn.json](../openapi/cairn.json), which the gateway serves at `/openapi/cairn.json`.

                """);
        for (var kind : kinds()) {
            pages.put(kind.file(), page(kind));
            wrap(index, "* [%s](%s), `%s`: %s".formatted(kind.kind(), kind.file(), kind.apiVersion(),
                    kind.schema().path("description").asString("")));
        }
        pages.put("README.md", index.toString());
        return pages;
    }

    private String page(Shown kind) {
        var text = new StringBuilder(
                "# %s%n%n`apiVersion: %s`, `kind: %s`%n%n".formatted(kind.kind(), kind.apiVersion(),
                        kind.kind()));
        text.append(kind.schema().path("description").asString("")).append(".\n");
        for (var part : kind.schema().path("properties").properties()) {
            if (!List.of("apiVersion", "kind", "metadata").contains(part.getKey())) {
                part(text, part.getKey(), part.getValue(), required(kind.schema(), part.getKey()));
            }
        }
        operations(text, kind);
        return text.toString();
    }

    private static boolean required(JsonNode schema, String field) {
        for (var name : schema.path("required")) {
            if (name.asString("").equals(field)) {
                return true;
            }
        }
        return false;
    }

    private void part(StringBuilder text, String name, JsonNode schema, boolean required) {
        if (schema.path("properties").isEmpty()) {
            text.append("\n## %s%n%n".formatted(name));
            field(text, name, schema, required);
            return;
        }
        text.append("\n## %s%n%n".formatted(name));
        var about = schema.path("description").asString("");
        if (!about.isEmpty()) {
            text.append(about).append(".\n\n");
        }
        fields(text, "", schema);
    }

    private void fields(StringBuilder text, String prefix, JsonNode schema) {
        for (var entry : schema.path("properties").properties()) {
            var name = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
            field(text, name, entry.getValue(), required(schema, entry.getKey()));
            var inner = entry.getValue().path("type").asString("").equals("array")
                    ? entry.getValue().path("items")
                    : entry.getValue();
            var suffix = entry.getValue().path("type").asString("").equals("array") ? "[]" : "";
            if (inner.path("additionalProperties").isObject()) {
                fields(text, name + "{}", inner.path("additionalProperties"));
            } else {
                fields(text, name + suffix, inner);
            }
        }
    }

    private static void field(StringBuilder text, String name, JsonNode schema, boolean required) {
        var facts = new ArrayList<String>();
        facts.add(type(schema));
        if (required) {
            facts.add("required");
        }
        if (schema.has("default")) {
            facts.add("default `" + schema.path("default") + "`");
        }
        if (schema.has("enum")) {
            var words = new ArrayList<String>();
            schema.path("enum").forEach(word -> words.add("`" + word.asString("") + "`"));
            facts.add("one of " + String.join(", ", words));
        }
        bound(facts, schema, "minimum", "at least ");
        bound(facts, schema, "maximum", "at most ");
        if (schema.has("maxItems")) {
            facts.add("at most " + schema.path("maxItems") + " items");
        }
        var about = schema.path("description").asString("");
        wrap(text, "* `%s`: %s%s".formatted(name, String.join(", ", facts), about.isEmpty() ? "" : ". " + about));
    }

    private static void bound(List<String> facts, JsonNode schema, String keyword, String words) {
        if (schema.has(keyword)) {
            facts.add(words + schema.path(keyword));
        }
    }

    private static String type(JsonNode schema) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean(false)) {
            return "amount";
        }
        var type = schema.path("type").asString("object");
        return switch (type) {
            case "array" -> "list of " + type(schema.path("items"));
            case "object" -> schema.path("additionalProperties").isObject()
                    ? "map of " + type(schema.path("additionalProperties"))
                    : "object";
            case "string" -> schema.path("format").asString("").equals("date-time") ? "time" : "string";
            default -> type;
        };
    }

    private void operations(StringBuilder text, Shown kind) {
        text.append("\n## Paths\n\n");
        var paths = new TreeMap<String, TreeSet<String>>();
        for (var path : document.at("/paths").properties()) {
            if (path.getKey().equals(kind.path()) || path.getKey().startsWith(kind.path() + "/")) {
                path.getValue()
                        .propertyNames()
                        .stream()
                        .filter(method -> !method.equals("parameters"))
                        .forEach(method -> paths.computeIfAbsent(path.getKey(), _ -> new TreeSet<>())
                                .add(method.toUpperCase(Locale.ROOT)));
            }
        }
        paths.forEach((path, methods) -> wrap(text, "* `%s` %s".formatted(path, String.join(", ", methods))));
    }

    /** Lines that are short enough to read; what follows the first is indented. */
    private static void wrap(StringBuilder text, String line) {
        var column = 0;
        for (var word : line.split(" ")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                text.append("\n  ");
                column = 2;
            } else if (column > 0) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append('\n');
    }
}
