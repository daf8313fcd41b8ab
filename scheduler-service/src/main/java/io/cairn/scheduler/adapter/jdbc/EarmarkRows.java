package io.cairn.scheduler.adapter.jdbc;

import io.cairn.resource.adapter.json.Json;
import io.cairn.scheduler.application.Earmark;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** What schedulers keep for those who waited too long. There is little of it at a time: each reads it all. */
final class EarmarkRows {
    private static final int MOST = 100;

    private final JdbcTemplate jdbc;

    EarmarkRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Somebody who waits at two schedulers is in the hands of the one that was first, as long as that goes on with it. */
    void put(String scheduler, List<Earmark> all, Instant now) {
        jdbc.update("delete from earmark where expires <= ? or scheduler = ? and not owner = any(?)",
                now.atOffset(ZoneOffset.UTC), scheduler, Columns.text(all.stream().map(Earmark::owner).toList()));
        for (var one : all) {
            jdbc.update("insert into earmark as e (owner, scheduler, expires, body) values (?, ?, ?, ?::jsonb) "
                    + "on conflict (owner) do update set expires = excluded.expires, body = excluded.body "
                    + "where e.scheduler = excluded.scheduler", one.owner(), scheduler,
                    one.expires().atOffset(ZoneOffset.UTC), Json.MAPPER.writeValueAsString(one));
        }
    }

    List<Earmark> all(Instant now) {
        return jdbc.query("select body from earmark where expires > ? order by owner limit " + MOST,
                (row, _) -> Json.MAPPER.readValue(ClaimRows.text(row, "body"), Earmark.class),
                now.atOffset(ZoneOffset.UTC));
    }
}
