package io.cairn.vm.adapter.jdbc;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.vm.application.Quotas;
import io.cairn.vm.domain.Charge;
import io.cairn.vm.domain.Charge.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The account in PostgreSQL: sums under row locks, and a CHECK below that no code can pass. */
public final class PostgresQuotas implements Quotas {
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    public PostgresQuotas(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** One row of the sums. */
    private record Sum(String namespace, Dimension dimension, long used, Optional<Long> hard) {}

    @Override
    public void charge(ObjectKey machine, Charge charge) {
        transactions.executeWithoutResult(_ -> book(machine, charge.amounts(), true));
    }

    @Override
    public void take(ObjectKey machine, Charge charge) {
        transactions.executeWithoutResult(_ -> {
            var sums = locked(machine.organisation(), machine.namespace());
            if (charged(machine).isEmpty()) {
                write(machine, charge.amounts(), Map.of(), sums, false);
            }
        });
    }

    @Override
    public void release(ObjectKey machine) {
        transactions.executeWithoutResult(_ -> {
            book(machine, Map.of(), false);
            jdbc.update("delete from quota_charge where organisation = ? and namespace = ? and name = ?",
                    machine.organisation(), machine.namespace(), machine.name());
        });
    }

    private void book(ObjectKey machine, Map<Dimension, Long> wanted, boolean enforced) {
        var sums = locked(machine.organisation(), machine.namespace());
        var before = charged(machine);
        if (enforced) {
            sums.forEach(sum -> check(machine, sum, wanted.getOrDefault(sum.dimension(), 0L)
                    - before.getOrDefault(sum.dimension(), 0L)));
        }
        write(machine, wanted, before, sums, enforced);
    }

    private static void check(ObjectKey machine, Sum sum, long more) {
        if (more <= 0 || sum.hard().isEmpty() || sum.used() + more <= sum.hard().get()) {
            return;
        }
        var dimension = sum.dimension();
        var whose = sum.namespace().isEmpty()
                ? "organisation " + machine.organisation()
                : "namespace " + sum.namespace();
        throw new Refusal(Reason.FORBIDDEN,
                ("virtualmachines.compute.cairn.io \"%s\" is forbidden: exceeded quota: %s of %s: used %s, limit %s, "
                        + "asked %s. Delete machines, ask for less, or ask an operator for a higher limit").formatted(
                                machine.name(), dimension.word(), whose, dimension.text(sum.used()),
                                dimension.text(sum.hard().get()), dimension.text(more)));
    }

    private void write(ObjectKey machine, Map<Dimension, Long> wanted, Map<Dimension, Long> before, List<Sum> sums,
            boolean enforced) {
        for (var sum : sums) {
            var more = wanted.getOrDefault(sum.dimension(), 0L) - before.getOrDefault(sum.dimension(), 0L);
            if (more != 0) {
                // The ceiling sinks with the usage; only what must be booked whatever the limits are may lift it.
                var ceiling = enforced || more < 0
                        ? "greatest(hard, least(ceiling, used + ?))"
                        : "greatest(ceiling, used + ?)";
                jdbc.update("update quota_usage set used = used + ?, ceiling = case when hard is null then null else "
                        + ceiling + " end where organisation = ? and namespace = ? and dimension = ?", more, more,
                        machine.organisation(), sum.namespace(), sum.dimension().word());
            }
        }
        wanted.forEach((dimension, amount) -> {
            if (!amount.equals(before.get(dimension))) {
                jdbc.update("insert into quota_charge (organisation, namespace, name, dimension, amount) "
                        + "values (?, ?, ?, ?, ?) on conflict (organisation, namespace, name, dimension) "
                        + "do update set amount = excluded.amount", machine.organisation(), machine.namespace(),
                        machine.name(), dimension.word(), amount);
            }
        });
    }

    /** The sums of the organisation and of the namespace, made if need be and locked in the order of their keys. */
    private List<Sum> locked(String organisation, String namespace) {
        var rows = select(organisation, namespace);
        var scopes = namespace.isEmpty() ? List.of("") : List.of("", namespace);
        if (rows.size() < scopes.size() * Dimension.values().length) {
            for (var scope : scopes) {
                for (var dimension : Dimension.values()) {
                    jdbc.update("insert into quota_usage (organisation, namespace, dimension, used) "
                            + "values (?, ?, ?, 0) on conflict do nothing", organisation, scope, dimension.word());
                }
            }
            rows = select(organisation, namespace);
        }
        return rows;
    }

    private List<Sum> select(String organisation, String namespace) {
        return new ArrayList<>(jdbc.query("select namespace, dimension, used, hard from quota_usage "
                + "where organisation = ? and namespace in ('', ?) order by namespace, dimension for update",
                (row, _) -> new Sum(String.valueOf(row.getString(1)), dimension(row.getString(2)), row.getLong(3),
                        Optional.ofNullable(row.getObject(4, Long.class))),
                organisation, namespace));
    }

    private Map<Dimension, Long> charged(ObjectKey machine) {
        var amounts = new TreeMap<Dimension, Long>();
        jdbc.query("select dimension, amount from quota_charge where organisation = ? and namespace = ? and name = ?",
                row -> {
                    amounts.put(dimension(row.getString(1)), row.getLong(2));
                }, machine.organisation(), machine.namespace(), machine.name());
        return amounts;
    }

    private static Dimension dimension(@org.jspecify.annotations.Nullable String word) {
        return Dimension.valueOf(String.valueOf(word).toUpperCase(java.util.Locale.ROOT));
    }

    @Override
    public void limit(String organisation, String namespace, Map<Dimension, Long> hard) {
        transactions.executeWithoutResult(_ -> locked(organisation, namespace)
                .stream()
                .filter(sum -> sum.namespace().equals(namespace))
                .forEach(sum -> jdbc.update("update quota_usage set hard = ?::bigint, ceiling = case when ?::bigint is "
                        + "null then null else greatest(?::bigint, used) end where organisation = ? and namespace = ? "
                        + "and dimension = ?", hard.get(sum.dimension()), hard.get(sum.dimension()),
                        hard.get(sum.dimension()), organisation, namespace, sum.dimension().word())));
    }

    @Override
    public Map<Dimension, Long> used(String organisation, String namespace) {
        var used = new TreeMap<Dimension, Long>();
        jdbc.query("select dimension, used from quota_usage where organisation = ? and namespace = ?", row -> {
            used.put(dimension(row.getString(1)), row.getLong(2));
        }, organisation, namespace);
        return used;
    }

    /** Takes back what is booked for machines that are gone, and limits whose quota is gone; at most 100 of each. */
    public void sweep() {
        jdbc.query("select distinct organisation, namespace, name from quota_charge c where not exists (" + MACHINE
                + ") limit 100", (row, _) -> key(row.getString(1), row.getString(2), row.getString(3)))
                .forEach(machine -> transactions.executeWithoutResult(_ -> {
                    // Whoever makes it anew holds these locks until it is there.
                    locked(machine.organisation(), machine.namespace());
                    var there = jdbc.queryForObject("select exists (select 1 from resource where kind = "
                            + "'virtualmachines.compute.cairn.io' and organisation = ? and namespace = ? and name = ?)",
                            Boolean.class, machine.organisation(), machine.namespace(), machine.name());
                    if (!Boolean.TRUE.equals(there)) {
                        release(machine);
                    }
                }));
        jdbc.query("select distinct organisation, namespace from quota_usage u where hard is not null and not exists ("
                + QUOTA + ") limit 100", (row, _) -> key(row.getString(1), row.getString(2), ""))
                .forEach(scope -> limit(scope.organisation(), scope.namespace(), Map.of()));
    }

    private static final String MACHINE = "select 1 from resource r where r.kind = 'virtualmachines.compute.cairn.io' "
            + "and r.organisation = c.organisation and r.namespace = c.namespace and r.name = c.name";
    private static final String QUOTA = "select 1 from resource r where r.kind in ('quotas.compute.cairn.io', "
            + "'organisationquotas.compute.cairn.io') and r.organisation = u.organisation "
            + "and r.namespace = u.namespace";

    private static ObjectKey key(@org.jspecify.annotations.Nullable String organisation,
            @org.jspecify.annotations.Nullable String namespace, @org.jspecify.annotations.Nullable String name) {
        return new ObjectKey(String.valueOf(organisation), String.valueOf(namespace), String.valueOf(name));
    }

    /** The name of another quota of the same scope; empty if there is none. */
    public Optional<String> other(String kind, ObjectKey key) {
        locked(key.organisation(), key.namespace());
        return jdbc.query("select name from resource where kind = ? and organisation = ? and namespace = ? "
                + "and name <> ? and deletion is null limit 1", (row, _) -> String.valueOf(row.getString(1)), kind,
                key.organisation(), key.namespace(), key.name()).stream().findFirst();
    }
}
