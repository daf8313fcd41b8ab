package io.cairn.resource.adapter.json;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Which texts PostgreSQL can keep: not U+0000, and no half of a surrogate pair, which is no character at all. */
public final class Storable {
    private Storable() {}

    public static boolean is(String text) {
        for (var i = 0; i < text.length(); i++) {
            var letter = text.charAt(i);
            if (letter == 0 || Character.isLowSurrogate(letter)) {
                return false;
            }
            if (Character.isHighSurrogate(letter)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Where a document has a text that cannot be kept, such as {@code spec.vmName}; empty if nowhere. */
    public static Optional<String> offence(JsonNode document) {
        return offence(document, "");
    }

    private static Optional<String> offence(JsonNode node, String path) {
        if (node.isString()) {
            return is(node.asString()) ? Optional.empty() : Optional.of(path);
        }
        if (node.isArray()) {
            for (var i = 0; i < node.size(); i++) {
                var found = offence(node.get(i), path + "[" + i + "]");
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (var entry : node.properties()) {
            // The name of the field cannot be shown as it is.
            var found = is(entry.getKey())
                    ? offence(entry.getValue(), path.isEmpty() ? entry.getKey() : path + "." + entry.getKey())
                    : Optional.of(path.isEmpty() ? "the name of a field" : "the name of a field of " + path);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
