package io.cairn.cli.domain;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes fields under each other, the values of brothers in one column.
 *
 * @param column where values begin, counted from the indent
 */
record FieldText(List<String> out, int indent, int column) {

    static final int VALUE_COLUMN = 14;
    private static final int WIDEST = 40;

    void field(String name, String value) {
        String label = name + ":";
        List<String> lines = value.lines().toList();
        if (lines.size() <= 1) {
            String gap = " ".repeat(Math.max(1, column - label.length()));
            out.add((" ".repeat(indent) + label + gap + Safe.text(value)).stripTrailing());
            return;
        }
        out.add(" ".repeat(indent) + label);
        lines.forEach(line -> out.add(" ".repeat(indent + 2) + Safe.text(line)));
    }

    /** Labels and the like: one line each. */
    void map(String name, ApiObject values) {
        if (values.isEmpty()) {
            field(name, "<none>");
            return;
        }
        field(name, String.join("\n", new TreeMap<>(values.fields()).entrySet()
                .stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList()));
    }

    void tree(String key, Object value) {
        switch (value) {
            case Map<?, ?> map when map.isEmpty() -> field(title(key), "{}");
            case Map<?, ?> map -> {
                out.add(" ".repeat(indent) + title(key) + ":");
                brothers(ApiObject.of(map), indent + 2);
            }
            case List<?> list when list.isEmpty() -> field(title(key), "<none>");
            case List<?> list when list.stream().noneMatch(item -> item instanceof Map || item instanceof List) ->
                field(title(key), String.join(", ", list.stream().map(String::valueOf).toList()));
            case List<?> list -> {
                out.add(" ".repeat(indent) + title(key) + ":");
                list.forEach(this::item);
            }
            default -> field(title(key), value.toString());
        }
    }

    private void brothers(ApiObject fields, int deeper) {
        int widest = fields.fields().keySet().stream().mapToInt(name -> title(name).length()).max().orElse(0);
        FieldText inner = new FieldText(out, deeper, Math.min(WIDEST, Math.max(widest + 3, VALUE_COLUMN - deeper)));
        fields.fields().forEach(inner::tree);
    }

    private void item(Object item) {
        int first = out.size();
        brothers(item instanceof Map<?, ?> map ? ApiObject.of(map) : new ApiObject(Map.of("item", item)), indent + 4);
        if (first < out.size()) {
            out.set(first, " ".repeat(indent + 2) + "- " + out.get(first).stripLeading());
        }
    }

    /** {@code rootDisk} becomes {@code Root Disk}; a key that is not a field name stays as it is. */
    private static String title(String key) {
        if (!key.matches("[a-z][A-Za-z0-9]*")) {
            return key;
        }
        String spaced = key.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
        return Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
    }
}
