package io.cairn.resource.adapter.json;

import io.cairn.resource.domain.ownership.FieldOwner;
import io.cairn.resource.domain.ownership.FieldPath;
import io.cairn.resource.domain.ownership.Ownership;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Ownership as {@code metadata.managedFields} writes it. */
public final class ManagedFields {
    private static final int MAX_ENTRIES = 64;

    private ManagedFields() {}

    public static String write(Ownership ownership) {
        var list = Json.MAPPER.createArrayNode();
        ownership.owners()
                .entrySet()
                .stream()
                .sorted(Comparator
                        .comparing((Map.Entry<FieldOwner, Ownership.Owned> entry) -> entry.getKey().operation())
                        .thenComparing(entry -> entry.getValue().at())
                        .thenComparing(entry -> entry.getKey().manager())
                        .thenComparing(entry -> entry.getKey().subresource()))
                .forEach(entry -> list.add(entry(entry.getKey(), entry.getValue())));
        return list.toString();
    }

    private static ObjectNode entry(FieldOwner owner, Ownership.Owned owned) {
        var entry = Json.MAPPER.createObjectNode()
                .put("manager", owner.manager())
                .put("operation", owner.operation() == FieldOwner.Operation.APPLY ? "Apply" : "Update")
                .put("apiVersion", owner.apiVersion())
                .put("time", owned.at().toString())
                .put("fieldsType", "FieldsV1");
        var fields = entry.putObject("fieldsV1");
        owned.fields().forEach(path -> put(fields, path));
        if (!owner.subresource().isEmpty()) {
            entry.put("subresource", owner.subresource());
        }
        return entry;
    }

    private static void put(ObjectNode fields, FieldPath path) {
        var at = fields;
        for (var step : path.steps()) {
            at = at.get(step) instanceof ObjectNode there ? there : at.putObject(step);
        }
        // Paths come in order, a part before what is below it: a dot keeps the part itself visible.
        if (!at.isEmpty()) {
            at.putObject(".");
        }
    }

    /** Ownership that we have written ourselves. */
    public static Ownership read(String text) {
        return text.length() <= 2 ? Ownership.NONE : parse(Json.MAPPER.readTree(text)).orElse(Ownership.NONE);
    }

    /** Ownership as a client wrote it; empty if it is malformed. */
    static Optional<Ownership> parse(JsonNode list) {
        if (!list.isArray() || list.size() > MAX_ENTRIES) {
            return Optional.empty();
        }
        var owners = new LinkedHashMap<FieldOwner, Ownership.Owned>();
        for (var entry : list) {
            var operation = switch (entry.path("operation").asString("")) {
                case "Apply" -> Optional.of(FieldOwner.Operation.APPLY);
                case "Update" -> Optional.of(FieldOwner.Operation.UPDATE);
                default -> Optional.<FieldOwner.Operation>empty();
            };
            var fields = entry.path("fieldsV1");
            if (operation.isEmpty() || !fields.isObject()) {
                return Optional.empty();
            }
            var owner = new FieldOwner(entry.path("manager").asString(""), operation.get(),
                    entry.path("apiVersion").asString(""), entry.path("subresource").asString(""));
            var paths = new TreeSet<FieldPath>();
            collect(fields, FieldPath.ROOT, paths);
            if (!paths.isEmpty()) {
                owners.put(owner, new Ownership.Owned(paths, time(entry.path("time").asString(""))));
            }
        }
        return Optional.of(new Ownership(owners));
    }

    private static void collect(JsonNode fields, FieldPath path, Set<FieldPath> paths) {
        for (var entry : fields.properties()) {
            if (entry.getKey().equals(".")) {
                paths.add(path);
            } else if (entry.getKey().matches("(?s)(f:.*|v:.+|k:\\{.*})")) {
                var below = path.then(entry.getKey());
                if (entry.getValue().isEmpty()) {
                    paths.add(below);
                } else {
                    collect(entry.getValue(), below, paths);
                }
            }
        }
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException notATime) {
            return Instant.EPOCH;
        }
    }

    /** True for the one value by which a client asks to forget all owners: a list of one empty entry. */
    static boolean resets(JsonNode list) {
        return list.size() == 1 && list.path(0).isObject() && list.path(0).isEmpty();
    }
}
