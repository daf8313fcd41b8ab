package io.cairn.resource.domain.ownership;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a leaf stands. Steps are written as in {@code fieldsV1}: {@code f:name} for a field or the key of a map,
 * {@code v:"x"} for a member of a set, {@code k:{"uid":"x"}} for an item of a keyed list.
 */
public record FieldPath(List<String> steps) implements Comparable<FieldPath> {
    public static final FieldPath ROOT = new FieldPath(List.of());

    public FieldPath {
        steps = List.copyOf(steps);
    }

    /** The path of nested fields. */
    public static FieldPath fields(String... names) {
        var path = ROOT;
        for (var name : names) {
            path = path.field(name);
        }
        return path;
    }

    public FieldPath field(String name) {
        return then("f:" + name);
    }

    public FieldPath then(String step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return new FieldPath(longer);
    }

    public int depth() {
        return steps.size();
    }

    public FieldPath parent() {
        return new FieldPath(steps.subList(0, steps.size() - 1));
    }

    /** True for the path itself and for everything below it. */
    public boolean covers(FieldPath other) {
        return other.steps.size() >= steps.size() && other.steps.subList(0, steps.size()).equals(steps);
    }

    @Override
    public int compareTo(FieldPath other) {
        for (var i = 0; i < Math.min(steps.size(), other.steps.size()); i++) {
            var order = steps.get(i).compareTo(other.steps.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(steps.size(), other.steps.size());
    }

    /** As conflicts show it: {@code .spec.cpus}, {@code .metadata.finalizers[="x"]}. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var step : steps) {
            var rest = step.substring(2);
            switch (step.charAt(0)) {
                case 'v' -> text.append("[=").append(rest).append(']');
                case 'k' -> text.append('[')
                        .append(rest.substring(1, rest.length() - 1).replaceAll("\"([^\"]+)\":", "$1="))
                        .append(']');
                default -> text.append('.').append(rest);
            }
        }
        return text.toString();
    }
}
