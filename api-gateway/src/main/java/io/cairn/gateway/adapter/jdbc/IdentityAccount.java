package io.cairn.gateway.adapter.jdbc;

import io.cairn.gateway.application.IdentityCounts;
import io.cairn.gateway.domain.iam.IdentityDimension;
import io.cairn.gateway.domain.iam.IdentitySum;
import io.cairn.gateway.domain.iam.TokenOwner;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Warnings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Counts what there is of identities, and says no to one too many. Nothing is booked: what is counted are the objects
 * themselves, while the row of their organisation is locked, so there are no sums that could drift.
 */
public final class IdentityAccount implements IdentityCounts {
    private static final String COUNT = "select count(*) from resource where kind = any (?) and organisation = ?";
    private static final String ACCOUNT = " and spec::jsonb #>> '{serviceAccount,namespace}' = ?";

    private final JdbcTemplate jdbc;
    private final Function<Record, Optional<TokenOwner>> owners;

    /** @param owners tells of the spec of a token who it stands for */
    public IdentityAccount(JdbcTemplate jdbc, Function<Record, Optional<TokenOwner>> owners) {
        this.jdbc = jdbc;
        this.owners = owners;
    }

    /** Throws {@link Refusal}. The row of the organisation is locked by the transaction that is open. */
    void admit(String what, Kind<?, ?, ?> kind, ObjectKey key, Record spec) {
        IdentityDimension.of(kind.id()).ifPresent(dimension -> {
            var sums = sums(dimension, key, spec);
            for (var sum : sums) {
                sum.refusal()
                        .ifPresent(why -> {
                            throw new Refusal(Reason.FORBIDDEN, "%s is forbidden: %s".formatted(what, why));
                        });
            }
            sums.forEach(sum -> sum.nearly().ifPresent(Warnings::say));
        });
    }

    /** The narrowest first. */
    private List<IdentitySum> sums(IdentityDimension dimension, ObjectKey key, Record spec) {
        var sums = new ArrayList<IdentitySum>();
        var project = key.namespace();
        var owner = owners.apply(spec);
        if (owner.isPresent()) {
            project = owner.get() instanceof TokenOwner.ServiceAccount account ? account.namespace() : "";
            sums.add(new IdentitySum(owner.get().toString(), dimension, tokens(key.organisation(), owner.get()),
                    IdentityDimension.TOKENS_OF_ONE));
        }
        for (var scope : Stream.of(project, "").distinct().toList()) {
            if (scope.isEmpty() || dimension.inProjects()) {
                sums.add(new IdentitySum(
                        scope.isEmpty() ? "organisation " + key.organisation() : "namespace " + scope, dimension,
                        count(dimension, key.organisation(), scope), limit(dimension, key.organisation(), scope)));
            }
        }
        return sums;
    }

    private long tokens(String organisation, TokenOwner owner) {
        var kinds = IdentityDimension.API_TOKENS.kinds().toArray(String[]::new);
        return switch (owner) {
            case TokenOwner.User(var name) ->
                number(COUNT + " and spec::jsonb ->> 'user' = ?", kinds, organisation, name);
            case TokenOwner.ServiceAccount(var namespace, var name) ->
                number(COUNT + ACCOUNT + " and spec::jsonb #>> '{serviceAccount,name}' = ?", kinds, organisation,
                        namespace, name);
        };
    }

    private long count(IdentityDimension dimension, String organisation, String project) {
        var kinds = dimension.kinds().toArray(String[]::new);
        if (project.isEmpty()) {
            return number(COUNT, kinds, organisation);
        }
        return number(COUNT + (dimension == IdentityDimension.API_TOKENS ? ACCOUNT : " and namespace = ?"), kinds,
                organisation, project);
    }

    private long limit(IdentityDimension dimension, String organisation, String project) {
        return jdbc.query("select (spec::jsonb ->> ?)::bigint from resource where kind = ? and organisation = ? "
                + "and namespace = ? and deletion is null limit 1",
                (row, _) -> Optional.ofNullable(row.getObject(1, Long.class)), dimension.word(), quotas(project),
                organisation, project)
                .stream()
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(dimension.standard(!project.isEmpty()));
    }

    private static String quotas(String project) {
        return project.isEmpty() ? "organisationidentityquotas.iam.cairn.io" : "identityquotas.iam.cairn.io";
    }

    private long number(String sql, Object... values) {
        var number = jdbc.queryForObject(sql, Long.class, values);
        return number == null ? 0 : number;
    }

    @Override
    public Map<String, Long> used(String organisation, String project) {
        return Stream.of(IdentityDimension.values())
                .filter(dimension -> project.isEmpty() || dimension.inProjects())
                .collect(Collectors.toMap(IdentityDimension::word,
                        dimension -> count(dimension, organisation, project)));
    }

    @Override
    public Optional<String> other(ObjectKey key) {
        return jdbc.query("select name from resource where kind = ? and organisation = ? and namespace = ? and "
                + "name <> ? and deletion is null limit 1", (row, _) -> String.valueOf(row.getString(1)),
                quotas(key.namespace()), key.organisation(), key.namespace(), key.name()).stream().findFirst();
    }
}
