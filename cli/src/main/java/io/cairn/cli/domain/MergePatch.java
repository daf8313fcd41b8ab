package io.cairn.cli.domain;

import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON merge patch (RFC 7386) that leads from one tree to another. Pure. */
public final class MergePatch {

    private MergePatch() {}

    /** The smallest patch; empty if the trees are equal. Lists are replaced as a whole. */
    public static Map<String, Object> between(Map<String, Object> before, Map<String, Object> after) {
        Map<String, Object> patch = new LinkedHashMap<>();
        after.forEach((key, value) -> {
            if (!(before.get(key) instanceof Object old)) {
                patch.put(key, value);
            } else if (old instanceof Map && value instanceof Map) {
                Map<String, Object> inner = between(ApiObject.of(old).fields(), ApiObject.of(value).fields());
                if (!inner.isEmpty()) {
                    patch.put(key, inner);
                }
            } else if (!old.equals(value)) {
                patch.put(key, value);
            }
        });
        before.keySet()
                .stream()
                .filter(key -> !after.containsKey(key))
                .forEach(key -> patch.put(key, Nothing.NOTHING));
        return patch;
    }
}
