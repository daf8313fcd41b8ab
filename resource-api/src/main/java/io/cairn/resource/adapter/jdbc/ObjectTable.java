package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.Change;
import io.cairn.resource.application.StoredObject;
import io.cairn.resource.domain.ObjectKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** All SQL of resources and their change log. Writes must run inside a transaction. */
final class ObjectTable {
    private static final String COLUMNS = "version, generation, created, deletion, labels, annotations, finalizers, "
            + "owners, managed, spec, facts, status, kind, organisation, namespace, name, uid";

    private final JdbcTemplate jdbc;
    private final Clock clock;

    ObjectTable(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Optional<StoredObject> find(String kind, ObjectKey key, boolean lock) {
        return one("kind = ? and organisation = ? and namespace = ? and name = ?", lock, kind, key.organisation(),
                key.namespace(), key.name());
    }

    Optional<StoredObject> findByUid(String kind, String uid, boolean lock) {
        return one("uid = ? and kind = ?", lock, uid, kind);
    }

    private Optional<StoredObject> one(String where, boolean lock, Object... values) {
        var sql = "select " + COLUMNS + " from resource where " + where + (lock ? " for update" : "");
        return jdbc.query(sql, (row, _) -> ResourceRows.read(row), values).stream().findFirst();
    }

    /** Objects in order of (organisation, namespace, name), behind the given key. */
    List<StoredObject> list(String kind, Selection selection, ObjectKey after, int limit) {
        var sql = "select " + COLUMNS + " from resource where kind = ? and (organisation, namespace, name) > (?, ?, ?)"
                + selection.where() + " order by organisation, namespace, name limit ?";
        return jdbc.query(sql, (row, _) -> ResourceRows.read(row),
                selection.arguments(List.of(kind, after.organisation(), after.namespace(), after.name()), limit));
    }

    long count(String kind, Selection selection, ObjectKey after) {
        var sql = "select count(*) from resource where kind = ? and (organisation, namespace, name) > (?, ?, ?)"
                + selection.where();
        var count = jdbc.queryForObject(sql, Long.class,
                selection.arguments(List.of(kind, after.organisation(), after.namespace(), after.name())));
        return count == null ? 0 : count;
    }

    List<StoredObject> page(String kind, String afterUid, int limit) {
        return jdbc.query("select " + COLUMNS + " from resource where kind = ? and uid > ? order by uid limit ?",
                (row, _) -> ResourceRows.read(row), kind, afterUid, limit);
    }

    long currentVersion() {
        var value = jdbc.queryForObject("select value from resource_version", Long.class);
        return value == null ? 0 : value;
    }

    /** Takes the next version and holds the counter until commit: versions are in commit order. */
    long nextVersion() {
        var value = jdbc.queryForObject("update resource_version set value = value + 1 returning value", Long.class);
        if (value == null) {
            throw new IllegalStateException("The table resource_version has lost its row");
        }
        return value;
    }

    void insert(StoredObject object) {
        jdbc.update("insert into resource (" + COLUMNS
                + ") values (?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ResourceRows.write(object));
    }

    void update(StoredObject object) {
        jdbc.update("update resource set version = ?, generation = ?, created = ?, deletion = ?, labels = ?::jsonb, "
                + "annotations = ?::jsonb, finalizers = ?::jsonb, owners = ?::jsonb, managed = ?, spec = ?, "
                + "facts = ?, status = ? where kind = ? and organisation = ? and namespace = ? and name = ? "
                + "and uid = ?", ResourceRows.write(object));
    }

    void updateFacts(String uid, String facts) {
        jdbc.update("update resource set facts = ? where uid = ?", facts, uid);
    }

    void remove(String uid) {
        jdbc.update("delete from resource where uid = ?", uid);
    }

    void log(Change.Type type, StoredObject object, Optional<StoredObject> before) {
        jdbc.update("insert into change_log (version, type, before, object, at) values (?, ?, ?, ?, ?)",
                object.metadata().resourceVersion(), type.name(),
                before.map(Json.MAPPER::writeValueAsString).orElse(null),
                Json.MAPPER.writeValueAsString(object), clock.instant().atOffset(ZoneOffset.UTC));
    }

    List<Change> changesAfter(long version, int limit) {
        return jdbc.query("select version, type, before, object from change_log where version > ? "
                + "order by version limit ?", (row, _) -> change(row), version, limit);
    }

    private static Change change(ResultSet row) throws SQLException {
        return new Change(row.getLong("version"), Change.Type.valueOf(String.valueOf(row.getString("type"))),
                stored(String.valueOf(row.getString("object"))),
                Optional.ofNullable(row.getString("before")).map(ObjectTable::stored));
    }

    private static StoredObject stored(String text) {
        return Json.MAPPER.readValue(text, StoredObject.class);
    }

    /** The version behind which the log is whole: watches from an older one have expired. */
    long oldestVersion() {
        var value = jdbc.queryForObject("select coalesce((select min(version) - 1 from change_log), "
                + "(select value from resource_version))", Long.class);
        return value == null ? 0 : value;
    }

    /** Forgets changes older than the instant, but keeps the newest {@code keep}; at most 10,000 rows a call. */
    int prune(Instant before, int keep) {
        return jdbc.update("delete from change_log where version in (select version from change_log where at < ? "
                + "and version < (select value from resource_version) - ? order by version limit 10000)",
                before.atOffset(ZoneOffset.UTC), keep);
    }
}
