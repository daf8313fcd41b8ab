package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.jdbc.Refusals;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.adapter.json.SchemaCheck;
import io.cairn.resource.adapter.json.Spelling;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object as a client sent it, checked against the schema of its kind.
 *
 * @param metadata the given metadata; an empty object if there was none
 * @param status the given status; an empty object if there was none
 */
record Draft<S extends Record>(ObjectNode metadata, S spec, JsonNode status) {
    private static final List<String> ENVELOPE = List.of("apiVersion", "kind", "metadata", "spec", "status");
    private static final List<String> METADATA = List.of("name", "generateName", "namespace", "uid", "resourceVersion",
            "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "labels",
            "annotations", "finalizers", "ownerReferences", "managedFields", "selfLink");

    static <S extends Record, F extends Record, T extends Record> Draft<S> read(KindStore<S, F, T> store,
            JsonNode document, Exchange exchange) {
        var kind = store.kind();
        if (!(document instanceof ObjectNode object)) {
            throw new Refusal(Reason.BAD_REQUEST, "The body must be one object of kind " + kind.kind());
        }
        sameKind(kind, object);
        var metadata = object.get("metadata") instanceof ObjectNode given
                ? given
                : Json.MAPPER.createObjectNode();
        var spec = spec(kind, object);
        var unknown = new ArrayList<String>();
        envelope(kind, object, metadata, unknown);
        var check = SchemaCheck.check(store.codec().specSchema(), spec, kind.flat() ? "" : "spec");
        unknown.addAll(check.unknown());
        report(unknown, exchange);
        var causes = new ArrayList<Cause>(check.causes());
        Names.checkMetadata(metadata, causes);
        if (!causes.isEmpty()) {
            throw Refusals.invalid(kind, metadata.path("name").asString(""), causes);
        }
        var status = object.get("status");
        return new Draft<>(metadata, kind.rules().complete(store.codec().spec(spec)),
                status == null || status.isNull() ? Json.MAPPER.createObjectNode() : status);
    }

    /** Checks what a client applies: part of an object, so that nothing is missing, but nothing may be wrong either. */
    static void checkApplied(KindStore<?, ?, ?> store, JsonNode document, Exchange exchange) {
        var kind = store.kind();
        if (!(document instanceof ObjectNode object)) {
            throw new Refusal(Reason.BAD_REQUEST, "The body must be one object of kind " + kind.kind());
        }
        sameKind(kind, object);
        var metadata = object.get("metadata") instanceof ObjectNode given ? given : Json.MAPPER.createObjectNode();
        var unknown = new ArrayList<String>();
        envelope(kind, object, metadata, unknown);
        var check = SchemaCheck.check(store.codec().specSchema(), spec(kind, object), kind.flat() ? "" : "spec");
        unknown.addAll(check.unknown());
        report(unknown, exchange);
        var causes = new ArrayList<>(
                check.causes().stream().filter(cause -> !cause.reason().equals("FieldValueRequired")).toList());
        Names.checkMetadata(metadata, causes);
        if (!causes.isEmpty()) {
            throw Refusals.invalid(kind, metadata.path("name").asString(""), causes);
        }
    }

    private static void sameKind(Kind<?, ?, ?> kind, ObjectNode object) {
        var given = object.path("kind").asString(kind.kind());
        var version = object.path("apiVersion").asString(kind.groupVersion().apiVersion());
        if (!given.equals(kind.kind()) || !version.equals(kind.groupVersion().apiVersion())) {
            throw new Refusal(Reason.BAD_REQUEST, "The object is %s %s, but this path takes %s %s".formatted(version,
                    given, kind.groupVersion().apiVersion(), kind.kind()));
        }
    }

    private static JsonNode spec(Kind<?, ?, ?> kind, ObjectNode object) {
        if (kind.flat()) {
            var spec = object.deepCopy();
            spec.remove(ENVELOPE);
            return spec;
        }
        var spec = object.get("spec");
        return spec == null || spec.isNull() ? Json.MAPPER.createObjectNode() : spec;
    }

    private static void envelope(Kind<?, ?, ?> kind, ObjectNode object, ObjectNode metadata, List<String> unknown) {
        if (!kind.flat()) {
            object.propertyNames()
                    .stream()
                    .filter(name -> !ENVELOPE.contains(name))
                    .forEach(name -> unknown.add(unknown(name, name, ENVELOPE)));
        }
        metadata.propertyNames()
                .stream()
                .filter(name -> !METADATA.contains(name))
                .forEach(name -> unknown.add(unknown("metadata." + name, name, METADATA)));
    }

    private static String unknown(String path, String name, List<String> known) {
        return "unknown field \"" + path + "\""
                + Spelling.nearest(name, known).map(word -> " (did you mean \"" + word + "\"?)").orElse("");
    }

    /** Strict refuses unknown fields, Warn (the default) warns, Ignore drops them. */
    private static void report(List<String> unknown, Exchange exchange) {
        var mode = exchange.parameter("fieldValidation").orElse("Warn");
        switch (mode) {
            case "Strict" -> {
                if (!unknown.isEmpty()) {
                    throw new Refusal(Reason.BAD_REQUEST, "strict decoding error: "
                            + unknown.stream().collect(Collectors.joining(", ")));
                }
            }
            case "Warn" -> unknown.forEach(exchange::warn);
            case "Ignore" -> {
            }
            default -> throw new Refusal(Reason.BAD_REQUEST,
                    "Invalid fieldValidation: \"%s\": supported values: Strict, Warn, Ignore".formatted(mode));
        }
    }

    Optional<String> text(String field) {
        var value = metadata.get(field);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value.asString(""));
    }

    /** Causes for fields that may not change after creation. */
    static List<Cause> immutable(Schema.Fields schema, JsonNode before, JsonNode after, String path) {
        var causes = new ArrayList<Cause>();
        for (var field : schema.fields()) {
            var old = before.path(field.name());
            var now = after.path(field.name());
            var at = path.isEmpty() ? field.name() : path + "." + field.name();
            if (field.immutable() && !old.equals(now)) {
                causes.add(
                        Cause.invalid(at, now.isMissingNode() ? "" : now.isString() ? now.asString() : now.toString(),
                                "field is immutable; delete the object and create it anew to change it"));
            } else if (field.schema() instanceof Schema.Fields inner && old.isObject() && now.isObject()) {
                causes.addAll(immutable(inner, old, now, at));
            }
        }
        return causes;
    }
}
