package io.cairn.image.adapter.jdbc;

import io.cairn.image.application.Samples;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Sample images by name, in a table that only grows. */
public final class OfferedSamples implements Samples {
    private final JdbcTemplate jdbc;

    public OfferedSamples(DataSource source) {
        this.jdbc = new JdbcTemplate(source);
    }

    @Override
    public boolean first(String name) {
        return jdbc.update("insert into offered_sample (name) values (?) on conflict do nothing", name) == 1;
    }
}
