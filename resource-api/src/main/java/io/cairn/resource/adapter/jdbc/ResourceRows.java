package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.StoredObject;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.OwnerReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The row shape of an object. */
final class ResourceRows {
    private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {
    };
    private static final TypeReference<List<String>> LIST = new TypeReference<>() {
    };
    private static final TypeReference<List<OwnerReference>> OWNERS = new TypeReference<>() {
    };

    private ResourceRows() {}

    static StoredObject read(ResultSet row) throws SQLException {
        var key = new ObjectKey(text(row, "organisation"), text(row, "namespace"), text(row, "name"));
        var metadata = new Metadata(key, text(row, "uid"), row.getLong("version"), row.getLong("generation"),
                instant(row, "created").orElseThrow(), instant(row, "deletion"), map(text(row, "labels")),
                map(text(row, "annotations")), Json.MAPPER.readValue(text(row, "finalizers"), LIST),
                Json.MAPPER.readValue(text(row, "owners"), OWNERS), text(row, "managed"));
        return new StoredObject(text(row, "kind"), metadata, text(row, "spec"), text(row, "facts"),
                text(row, "status"));
    }

    /** In the order of the columns of the table. */
    static Object[] write(StoredObject object) {
        var metadata = object.metadata();
        var key = metadata.key();
        return new Object[]{metadata.resourceVersion(), metadata.generation(),
                metadata.creationTimestamp().atOffset(ZoneOffset.UTC), offset(metadata.deletionTimestamp()),
                json(metadata.labels()), json(metadata.annotations()), json(metadata.finalizers()),
                json(metadata.ownerReferences()), metadata.managedFields(), object.spec(), object.facts(),
                object.status(), object.kind(), key.organisation(), key.namespace(), key.name(), metadata.uid()};
    }

    private static @Nullable Object offset(Optional<Instant> instant) {
        return instant.map(value -> value.atOffset(ZoneOffset.UTC)).orElse(null);
    }

    static String json(Object value) {
        return Json.MAPPER.writeValueAsString(value);
    }

    static Map<String, String> map(String json) {
        return Json.MAPPER.readValue(json, MAP);
    }

    private static String text(ResultSet row, String column) throws SQLException {
        var value = row.getString(column);
        if (value == null) {
            throw new SQLException("Column " + column + " is null");
        }
        return value;
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(java.sql.Timestamp::toInstant);
    }
}
