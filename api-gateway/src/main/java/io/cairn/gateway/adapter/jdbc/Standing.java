package io.cairn.gateway.adapter.jdbc;

import io.cairn.gateway.domain.Termination;
import io.cairn.resource.application.Admittance;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Scope;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The organisation and the project of a new object stand, and are held until the object is there: whoever deletes them
 * comes before it, and it is refused, or behind it, and takes it along.
 */
public final class Standing implements Admittance {
    /** What happens to things while they go is told all the same. */
    private static final List<String> EXEMPT = List.of("events");

    private final JdbcTemplate jdbc;
    private final IdentityAccount account;

    public Standing(JdbcTemplate jdbc, IdentityAccount account) {
        this.jdbc = jdbc;
        this.account = account;
    }

    @Override
    public void admit(Kind<?, ?, ?> kind, ObjectKey key, Record spec) {
        if (kind.scope() == Scope.CLUSTER || EXEMPT.contains(kind.id())) {
            return;
        }
        var what = "%s \"%s\"".formatted(kind.id(), key.name());
        // One that is not there at all is the door's to tell; the first of all is made before there is a door.
        if (going("organisations.iam.cairn.io", "", key.organisation()).orElse(false)) {
            throw Termination.ofOrganisation(what, key.organisation(), kind.namespaced());
        }
        if (kind.namespaced() && going("namespaces", key.organisation(), key.namespace())
                .orElseThrow(() -> Termination.missing(key.namespace()))) {
            throw Termination.ofNamespace(what, key.namespace());
        }
        account.admit(what, kind, key, spec);
    }

    /** Whether it is to be deleted; empty if there is none. It is locked. */
    private Optional<Boolean> going(String kind, String organisation, String name) {
        return jdbc.query("select deletion is not null from resource where kind = ? and organisation = ? and "
                + "namespace = '' and name = ? for update", (row, _) -> row.getBoolean(1), kind, organisation, name)
                .stream()
                .findFirst();
    }
}
