package io.cairn.scheduler.adapter.jdbc;

import java.util.Objects;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** How many sites there are, for whoever makes one more: nobody else makes one before the end of the transaction. */
public final class SiteCount implements IntSupplier {
    private final JdbcTemplate jdbc;

    public SiteCount(DataSource source) {
        this.jdbc = new JdbcTemplate(source);
    }

    @Override
    public int getAsInt() {
        jdbc.query("select pg_advisory_xact_lock(hashtextextended('sites', 7))", _ -> {});
        var count = jdbc.queryForObject("select count(*) from resource where kind = 'sites.infra.cairn.io'",
                Integer.class);
        return Objects.requireNonNull(count);
    }
}
