package io.cairn.resource.adapter.json;

import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.ownership.FieldPath;
import io.cairn.resource.domain.ownership.Leaves;
import io.cairn.resource.domain.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects as leaves and back: maps and fields are granular, lists are leaves, finalizers a set, owners keyed by uid. */
public final class FieldLeaves {
    private static final FieldPath METADATA = FieldPath.fields("metadata");
    private static final List<String> MAPS = List.of("labels", "annotations");

    private FieldLeaves() {}

    /** The leaves of a stored object, of its status too if that is written. */
    public static <S extends Record, F extends Record, T extends Record> Leaves of(KindCodec<S, F, T> codec,
            Resource<S, F, T> resource, boolean status) {
        var leaves = new LinkedHashMap<FieldPath, String>();
        var stored = resource.metadata();
        var metadata = Json.MAPPER.createObjectNode();
        metadata.set("labels", Json.MAPPER.valueToTree(stored.labels()));
        metadata.set("annotations", Json.MAPPER.valueToTree(stored.annotations()));
        metadata.set("finalizers", Json.MAPPER.valueToTree(stored.finalizers()));
        metadata.set("ownerReferences", Json.MAPPER.valueToTree(stored.ownerReferences()));
        metadata(metadata, leaves);
        value(codec.specSchema(), codec.tree(resource.spec()), spec(codec), leaves);
        if (status) {
            value(codec.statusSchema(), codec.tree(resource.status()), FieldPath.fields("status"), leaves);
        }
        leaves.remove(FieldPath.ROOT);
        leaves.values().removeIf(text -> text.equals("{}"));
        return new Leaves(leaves);
    }

    /** The leaves of what a client applies to the object or to its status; the document has passed its checks. */
    public static Leaves of(KindCodec<?, ?, ?> codec, JsonNode document, boolean status) {
        var leaves = new LinkedHashMap<FieldPath, String>();
        if (status) {
            value(codec.statusSchema(), document.path("status"), FieldPath.fields("status"), leaves);
        } else {
            metadata(document.path("metadata"), leaves);
            value(codec.specSchema(), codec.kind().flat() ? document : document.path("spec"), spec(codec), leaves);
        }
        leaves.remove(FieldPath.ROOT);
        return new Leaves(leaves);
    }

    private static FieldPath spec(KindCodec<?, ?, ?> codec) {
        return codec.kind().flat() ? FieldPath.ROOT : FieldPath.fields("spec");
    }

    private static void metadata(JsonNode metadata, Map<FieldPath, String> leaves) {
        for (var map : MAPS) {
            metadata.path(map)
                    .properties()
                    .stream()
                    .filter(entry -> !entry.getValue().isNull())
                    .forEach(entry -> leaves.put(METADATA.field(map).field(entry.getKey()),
                            entry.getValue().toString()));
        }
        for (var finalizer : metadata.path("finalizers")) {
            leaves.put(METADATA.field("finalizers").then("v:" + finalizer), finalizer.toString());
        }
        for (var owner : metadata.path("ownerReferences")) {
            var key = Json.MAPPER.createObjectNode().put("uid", owner.path("uid").asString(""));
            leaves.put(METADATA.field("ownerReferences").then("k:" + key), reference(owner).toString());
        }
    }

    private static ObjectNode reference(JsonNode owner) {
        var reference = Json.MAPPER.createObjectNode();
        for (var name : List.of("apiVersion", "kind", "name", "uid")) {
            reference.put(name, owner.path(name).asString(""));
        }
        return reference.put("controller", owner.path("controller").asBoolean(false))
                .put("blockOwnerDeletion", owner.path("blockOwnerDeletion").asBoolean(false));
    }

    private static void value(Schema schema, JsonNode value, FieldPath path, Map<FieldPath, String> leaves) {
        if (value.isMissingNode() || value.isNull()) {
            return;
        }
        switch (schema) {
            case Schema.Fields fields when value.isObject() -> {
                empty(value, path, leaves);
                for (var field : fields.fields()) {
                    value(field.schema(), value.path(field.name()), path.field(field.name()), leaves);
                }
            }
            case Schema.Entries entries when value.isObject() -> {
                empty(value, path, leaves);
                value.properties()
                        .forEach(entry -> value(entries.value(), entry.getValue(), path.field(entry.getKey()),
                                leaves));
            }
            case Schema.Fields _,Schema.Entries _,Schema.Items _,Schema.Text _,Schema.Whole _,Schema.Truth _,Schema.Amount _,Schema.Time _ ->
                leaves.put(path, Canonical.of(schema, value).toString());
        }
    }

    private static void empty(JsonNode value, FieldPath path, Map<FieldPath, String> leaves) {
        if (value.isEmpty()) {
            leaves.put(path, "{}");
        }
    }

    /** The document that has these leaves. */
    public static ObjectNode document(Leaves leaves) {
        var document = Json.MAPPER.createObjectNode();
        leaves.values().forEach((path, value) -> put(document, path, Json.MAPPER.readTree(value)));
        return document;
    }

    private static void put(ObjectNode document, FieldPath path, JsonNode value) {
        var at = document;
        var steps = path.steps();
        for (var i = 0; i < steps.size() - 1; i++) {
            var name = steps.get(i).substring(2);
            if (!steps.get(i + 1).startsWith("f:")) {
                var list = at.get(name) instanceof ArrayNode there ? there : at.putArray(name);
                list.add(value);
                return;
            }
            at = at.get(name) instanceof ObjectNode there ? there : at.putObject(name);
        }
        var name = steps.getLast().substring(2);
        if (!(value.isObject() && value.isEmpty() && at.has(name))) {
            at.set(name, value);
        }
    }
}
