package io.cairn.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path such as <code>{.status.addresses[0].ip}</code>: the part of JSONPath that leads to one value.
 *
 * @param steps names, and indices in their decimal form
 */
public record FieldPath(List<String> steps) {

    /** Braces and the leading dot may be left out; {@code [0]}, {@code [*]} is refused, {@code ['a.b']} quotes. */
    public static FieldPath parse(String text) {
        String path = text.strip();
        if (path.startsWith("{") && path.endsWith("}")) {
            path = path.substring(1, path.length() - 1);
        }
        List<String> steps = new ArrayList<>();
        int at = path.startsWith("$") ? 1 : 0;
        while (at < path.length()) {
            at = path.charAt(at) == '[' ? bracket(path, at, steps) : name(path, at, steps);
        }
        if (steps.isEmpty()) {
            throw Failure.usage("\"" + text + "\" is not a path",
                    "write it as {.status.phase} or {.status.addresses[0].ip}");
        }
        return new FieldPath(steps);
    }

    private static int name(String path, int from, List<String> steps) {
        int start = path.charAt(from) == '.' ? from + 1 : from;
        int end = start;
        StringBuilder name = new StringBuilder();
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            if (path.charAt(end) == '\\' && end + 1 < path.length()) {
                end++;
            }
            name.append(path.charAt(end++));
        }
        if (!name.isEmpty()) {
            steps.add(name.toString());
        } else if (end == from) {
            throw Failure.usage("\"" + path + "\" is not a path");
        }
        return Math.max(end, from + 1);
    }

    private static int bracket(String path, int from, List<String> steps) {
        int end = path.indexOf(']', from);
        String inside = end < 0 ? "" : path.substring(from + 1, end);
        boolean quoted = inside.length() > 2 && inside.startsWith("'") && inside.endsWith("'");
        if (!quoted && !inside.matches("[0-9]{1,6}")) {
            throw Failure.usage("\"" + path + "\": only [0] and ['name'] are understood in brackets",
                    "for more than one value use -o json and a tool such as jq");
        }
        steps.add(quoted ? inside.substring(1, inside.length() - 1) : inside);
        return end + 1;
    }

    public Optional<Object> in(ApiObject object) {
        Object here = object.fields();
        for (String step : steps) {
            Object next = switch (here) {
                case Map<?, ?> map when map.get(step) instanceof Object value -> value;
                case List<?> list when step.matches("[0-9]{1,6}") && Integer.parseInt(step) < list.size()
                        && list.get(Integer.parseInt(step)) instanceof Object value ->
                    value;
                default -> Nothing.NOTHING;
            };
            if (next == Nothing.NOTHING) {
                return Optional.empty();
            }
            here = next;
        }
        return Optional.of(here);
    }

    @Override
    public String toString() {
        return "." + String.join(".", steps);
    }
}
