package io.cairn.cli.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object of the API as a tree: maps, lists, strings, numbers, booleans and {@link Nothing}.
 *
 * @param fields in the order in which the server sent them
 */
public record ApiObject(Map<String, Object> fields) {

    public static final ApiObject EMPTY = new ApiObject(Map.of());

    /** The tree as an object; empty if it is something else. */
    public static ApiObject of(Object tree) {
        if (!(tree instanceof Map<?, ?> map)) {
            return EMPTY;
        }
        Map<String, Object> fields = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((key, value) -> fields.put(String.valueOf(key), value));
        return new ApiObject(fields);
    }

    /** What stands at the path; empty if nothing does. */
    public Optional<Object> at(String... path) {
        Object here = fields;
        for (String step : path) {
            if (!(here instanceof Map<?, ?> map) || !(map.get(step) instanceof Object next)) {
                return Optional.empty();
            }
            here = next;
        }
        return here == Nothing.NOTHING ? Optional.empty() : Optional.of(here);
    }

    /** The value at the path as text; empty if there is none or it is a map or list. */
    public String text(String... path) {
        return at(path).filter(value -> !(value instanceof Map) && !(value instanceof List))
                .map(Object::toString)
                .orElse("");
    }

    public long number(String... path) {
        return at(path).map(value -> value instanceof Number number ? number.longValue() : 0L).orElse(0L);
    }

    public ApiObject object(String... path) {
        return at(path).map(ApiObject::of).orElse(EMPTY);
    }

    /** The list at the path; empty if there is none. */
    public List<Object> list(String... path) {
        return at(path).map(value -> value instanceof List<?> items ? new ArrayList<Object>(items) : List.of())
                .orElse(List.of());
    }

    public List<ApiObject> objects(String... path) {
        return list(path).stream().map(ApiObject::of).toList();
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    public String apiVersion() {
        return text("apiVersion");
    }

    public String kind() {
        return text("kind");
    }

    public String name() {
        return text("metadata", "name");
    }

    public String namespace() {
        return text("metadata", "namespace");
    }

    public String uid() {
        return text("metadata", "uid");
    }

    public String resourceVersion() {
        return text("metadata", "resourceVersion");
    }

    public long generation() {
        return number("metadata", "generation");
    }

    public List<Condition> conditions() {
        return objects("status", "conditions").stream().map(Condition::of).toList();
    }

    public Optional<Condition> condition(String type) {
        return conditions().stream().filter(condition -> condition.type().equalsIgnoreCase(type)).findFirst();
    }

    /** A copy with one member of the object itself replaced. */
    public ApiObject with(String field, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(fields);
        copy.put(field, value);
        return new ApiObject(copy);
    }

    /** A copy without one member of the object itself. */
    public ApiObject without(String field) {
        Map<String, Object> copy = new LinkedHashMap<>(fields);
        copy.remove(field);
        return new ApiObject(copy);
    }

    /** A copy with the given namespace in its metadata. */
    public ApiObject inNamespace(String namespace) {
        return with("metadata", object("metadata").with("namespace", namespace).fields());
    }
}
