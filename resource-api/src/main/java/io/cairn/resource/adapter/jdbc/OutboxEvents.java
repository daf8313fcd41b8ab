package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.Events;
import io.cairn.resource.domain.Regarding;
import io.cairn.resource.domain.schema.SchemaReader;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;

/** Keeps events in the caller's transaction until they are delivered. */
public final class OutboxEvents implements Events {
    private static final int MAX_MESSAGE = 1_024;
    private static final int MAX_KEPT = 10_000;

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Supplier<String> ids;
    private final String component;

    /** @param component who reports, such as {@code vm-service} */
    public OutboxEvents(JdbcTemplate jdbc, Clock clock, Supplier<String> ids, String component) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.ids = ids;
        this.component = component;
    }

    @Override
    public void record(Regarding regarding, Type type, String reason, String message) {
        var now = clock.instant();
        var id = ids.get();
        var key = regarding.key();
        var item = Json.MAPPER.createObjectNode()
                .put("id", id)
                .put("organisation", key.organisation().isEmpty() ? "default" : key.organisation())
                .put("namespace", key.namespace().isEmpty() ? "default" : key.namespace())
                .put("type", SchemaReader.word(type.name()))
                .put("reason", reason)
                .put("message", message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message)
                .put("at", now.toString())
                .put("component", component);
        item.putObject("regarding")
                .put("apiVersion", regarding.apiVersion())
                .put("kind", regarding.kind())
                .put("namespace", key.namespace())
                .put("name", key.name())
                .put("uid", regarding.uid());
        jdbc.update("insert into event_outbox (id, body, at) values (?, ?, ?)", id,
                Json.MAPPER.writeValueAsString(item), now.atOffset(ZoneOffset.UTC));
    }

    /** The oldest events that wait; at most 100. */
    List<String> waiting() {
        return jdbc.query("select body from event_outbox order by at, id limit 100",
                (row, _) -> String.valueOf(row.getString(1)));
    }

    void delivered(List<String> ids) {
        ids.forEach(id -> jdbc.update("delete from event_outbox where id = ?", id));
    }

    /** Drops the oldest when nobody takes them. */
    int bound() {
        return jdbc.update("delete from event_outbox where id in (select id from event_outbox "
                + "order by at desc, id offset ?)", MAX_KEPT);
    }
}
