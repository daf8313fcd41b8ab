package io.cairn.scheduler.adapter.jdbc;

import java.util.Objects;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** How many objects of a kind there are, for whoever makes one more: nobody else does before the end of the transaction. */
public final class KindCount implements IntSupplier {
    private final JdbcTemplate jdbc;
    private final String kind;

    /** @param kind its id, such as {@code sites.infra.cairn.io} */
    public KindCount(DataSource source, String kind) {
        this.jdbc = new JdbcTemplate(source);
        this.kind = kind;
    }

    @Override
    public int getAsInt() {
        lock();
        return Objects.requireNonNull(
                jdbc.queryForObject("select count(*) from resource where kind = ?", Integer.class, kind));
    }

    /** Until the end of the transaction. */
    void lock() {
        jdbc.query("select pg_advisory_xact_lock(hashtextextended(?, 7))", _ -> {}, kind);
    }
}
