package io.cairn.scheduler.adapter.jdbc;

import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Holds up claims on a node until the end of the transaction; those that come behind it see what it changed. */
public final class NodeLock implements Consumer<String> {
    private final JdbcTemplate jdbc;

    public NodeLock(DataSource source) {
        this.jdbc = new JdbcTemplate(source);
    }

    @Override
    public void accept(String node) {
        jdbc.query("select from node_capacity where node = ? for update", _ -> {}, node);
    }
}
