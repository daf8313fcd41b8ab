package io.cairn.resource.domain.ownership;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An object as the values of its leaves, in order of appearance.
 *
 * @param values canonical JSON text by path; an empty object or list says no more than its absence
 */
public record Leaves(Map<FieldPath, String> values) {
    public static final Leaves NONE = new Leaves(Map.of());
    private static final Set<String> EMPTY = Set.of("{}", "[]");

    public Leaves {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The value of a leaf that says something. */
    public Optional<String> value(FieldPath path) {
        return Optional.ofNullable(values.get(path)).filter(value -> !EMPTY.contains(value));
    }

    public Set<FieldPath> paths() {
        return values.keySet();
    }

    boolean agrees(Leaves other, FieldPath path) {
        return value(path).equals(other.value(path));
    }

    /** Paths whose value is new or other than before. */
    Set<FieldPath> changedSince(Leaves before) {
        var changed = new TreeSet<FieldPath>();
        values.keySet()
                .stream()
                .filter(path -> value(path).isPresent() && !agrees(before, path))
                .forEach(changed::add);
        return changed;
    }

    /** Paths that had a value before and have none now. */
    Set<FieldPath> goneSince(Leaves before) {
        var gone = new TreeSet<FieldPath>();
        before.values.keySet()
                .stream()
                .filter(path -> before.value(path).isPresent() && value(path).isEmpty())
                .forEach(gone::add);
        return gone;
    }

    /** These leaves with the other's on top. */
    Leaves with(Leaves other) {
        var merged = new LinkedHashMap<>(values);
        other.values.forEach((path, value) -> {
            if (!value.equals("{}")) {
                merged.put(path, value);
            } else {
                merged.putIfAbsent(path, value);
            }
        });
        return new Leaves(merged);
    }

    public Leaves with(FieldPath path, String value) {
        return with(new Leaves(Map.of(path, value)));
    }

    Leaves without(Set<FieldPath> paths) {
        var left = new LinkedHashMap<>(values);
        paths.forEach(left::remove);
        return new Leaves(left);
    }
}
