package io.cairn.scheduler.adapter.jdbc;

import io.cairn.scheduler.application.WeighedProjects;
import io.cairn.scheduler.domain.model.Owner;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** FairShares by the project that they name, while nobody else makes one. */
public final class FairShareRows implements WeighedProjects {
    private static final String KIND = "fairshares.infra.cairn.io";
    private static final String OF = "select name from resource where kind = ? and spec::jsonb ->> 'organisation' = ? "
            + "and spec::jsonb ->> 'project' = ?";

    private final JdbcTemplate jdbc;
    private final KindCount count;

    public FairShareRows(DataSource source) {
        this.jdbc = new JdbcTemplate(source);
        this.count = new KindCount(source, KIND);
    }

    @Override
    public Optional<String> holder(Owner project) {
        count.lock();
        return jdbc.query(OF, ClaimRows::first, KIND, project.organisation(), project.namespace())
                .stream()
                .findFirst();
    }

    @Override
    public int count() {
        return count.getAsInt();
    }
}
