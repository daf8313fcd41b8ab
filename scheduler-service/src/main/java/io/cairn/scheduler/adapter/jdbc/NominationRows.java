package io.cairn.scheduler.adapter.jdbc;

import io.cairn.resource.adapter.json.Json;
import io.cairn.scheduler.application.Nomination;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;

/** Room that is kept for machines. There are few at a time: every scheduler reads them all. */
final class NominationRows {
    private static final int MOST = 1_000;

    private final JdbcTemplate jdbc;

    NominationRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Whoever comes second waits for the row of the turn, and finds that it is over. */
    boolean put(Nomination nomination, long turn, Instant now) {
        if (jdbc.update("update nomination_turn set turn = turn + 1 where turn = ?", turn) == 0) {
            return false;
        }
        jdbc.update("delete from nomination where expires <= ?", now.atOffset(ZoneOffset.UTC));
        jdbc.update("insert into nomination (vm_uid, expires, body) values (?, ?, ?::jsonb) on conflict (vm_uid) "
                + "do update set expires = excluded.expires, body = excluded.body", nomination.vmUid(),
                nomination.expires().atOffset(ZoneOffset.UTC), Json.MAPPER.writeValueAsString(nomination));
        return true;
    }

    void remove(String vmUid) {
        jdbc.update("delete from nomination where vm_uid = ?", vmUid);
    }

    /** Grows with every nomination. */
    long turn() {
        return Objects.requireNonNull(jdbc.queryForObject("select turn from nomination_turn", Long.class));
    }

    List<Nomination> all(Instant now) {
        return jdbc.query("select body from nomination where expires > ? order by vm_uid limit " + MOST,
                (row, _) -> Json.MAPPER.readValue(ClaimRows.text(row, "body"), Nomination.class),
                now.atOffset(ZoneOffset.UTC));
    }
}
