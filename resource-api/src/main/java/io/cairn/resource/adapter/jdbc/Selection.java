package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.adapter.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which objects of a kind are asked for. Empty means any.
 *
 * @param labels labels with exactly these values; finer selectors are applied to what comes back
 */
public record Selection(Optional<String> organisation, Optional<String> namespace, Optional<String> name,
        Map<String, String> labels) {
    public static final Selection ALL = new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    String where() {
        return (organisation.isPresent() ? " and organisation = ?" : "")
                + (namespace.isPresent() ? " and namespace = ?" : "") + (name.isPresent() ? " and name = ?" : "")
                + (labels.isEmpty() ? "" : " and labels @> ?::jsonb");
    }

    Object[] arguments(List<Object> before, Object... after) {
        var values = new ArrayList<>(before);
        organisation.ifPresent(values::add);
        namespace.ifPresent(values::add);
        name.ifPresent(values::add);
        if (!labels.isEmpty()) {
            values.add(Json.MAPPER.writeValueAsString(labels));
        }
        values.addAll(List.of(after));
        return values.toArray();
    }
}
