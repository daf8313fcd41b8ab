package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Notation;
import io.cairn.cli.application.Screen;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.FieldPath;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The value of {@code -o}. */
sealed interface Format {

    record Rows(boolean wide) implements Format {}

    record Json() implements Format {}

    record Yaml() implements Format {}

    record Name() implements Format {}

    record Field(FieldPath path) implements Format {}

    static Format parse(String text) {
        return switch (text) {
            case "", "table" -> new Rows(false);
            case "wide" -> new Rows(true);
            case "json" -> new Json();
            case "yaml" -> new Yaml();
            case "name" -> new Name();
            default -> field(text);
        };
    }

    private static Format field(String text) {
        if (text.startsWith("jsonpath=")) {
            return new Field(FieldPath.parse(text.substring("jsonpath=".length())));
        }
        throw Failure.usage("-o " + text + " is not understood",
                "use table, wide, yaml, json, name or jsonpath={.status.phase}");
    }

    /** Prints trees; rows are not for this method. */
    default void print(Screen screen, Notation notation, List<ApiObject> objects, boolean asList) {
        List<ApiObject> shown = objects.stream().map(Format::withoutManagers).toList();
        Object tree = shown.size() == 1 && !asList
                ? shown.getFirst().fields()
                : new TreeMap<String, Object>(Map.of("apiVersion", "v1", "kind", "List", "metadata",
                        Map.of("resourceVersion", ""), "items", shown.stream().map(ApiObject::fields).toList()));
        switch (this) {
            case Json _ -> screen.out(notation.prettyJson(tree));
            case Yaml _ -> screen.raw(notation.yaml(tree));
            case Field field -> shown.forEach(object -> field.path()
                    .in(object)
                    .ifPresent(value -> screen.out(value instanceof Map || value instanceof List
                            ? notation.json(value)
                            : value.toString())));
            case Name _,Rows _ -> throw new IllegalStateException("not a tree format: " + this);
        }
    }

    /** managedFields are for machines; -o json of kubectl hides them too. */
    private static ApiObject withoutManagers(ApiObject object) {
        ApiObject metadata = object.object("metadata");
        return metadata.at("managedFields").isEmpty()
                ? object
                : object.with("metadata", metadata.without("managedFields").fields());
    }
}
