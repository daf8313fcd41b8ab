package io.cairn.scheduler.adapter.jdbc;

import io.cairn.scheduler.application.Replicas;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Schedulers with the time until which each of them is taken to be alive, by the clock of the database. */
public final class ReplicaTable implements Replicas {
    private static final String BEAT = "insert into scheduler_replica as r (id, until) values (?, now() + interval '5 "
            + "seconds') on conflict (id) do update set until = excluded.until";
    private static final String FORGET = "delete from scheduler_replica where id in (select id from scheduler_replica "
            + "where until < now() - interval '1 minute' for update skip locked)";

    private final JdbcTemplate jdbc;

    public ReplicaTable(DataSource source) {
        this.jdbc = new JdbcTemplate(source);
    }

    @Override
    public Set<String> beat(String self) {
        jdbc.update(BEAT, self);
        jdbc.update(FORGET);
        return new HashSet<>(jdbc.query("select id from scheduler_replica where until > now()", ClaimRows::first));
    }

    @Override
    public void leave(String self) {
        jdbc.update("delete from scheduler_replica where id = ?", self);
    }
}
