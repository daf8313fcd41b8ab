package io.cairn.vm.adapter.jdbc;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Warnings;
import io.cairn.vm.application.Quotas;
import io.cairn.vm.domain.Charge;
import io.cairn.vm.domain.Dimension;
import io.cairn.vm.domain.QuotaSum;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The account in PostgreSQL: sums under row locks, and a CHECK below that no code can pass. */
public final class PostgresQuotas implements Quotas {
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final QuotaRows rows;

    public PostgresQuotas(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.rows = new QuotaRows(jdbc);
    }

    @Override
    public void charge(Holder holder, Charge charge) {
        transactions.executeWithoutResult(_ -> {
            var sums = locked(holder, charge.amounts().keySet());
            var more = more(charge.amounts(), rows.charged(holder));
            check(holder, charge, sums, more);
            sums.forEach(sum -> sum.nearly(more.getOrDefault(sum.dimension(), 0L)).ifPresent(Warnings::say));
            rows.write(holder, charge.amounts(), more, sums, true);
        });
    }

    @Override
    public void check(Holder holder, Charge charge) {
        transactions.executeWithoutResult(_ -> check(holder, charge,
                rows.sums(holder.key().organisation(), holder.key().namespace(), false),
                more(charge.amounts(), rows.charged(holder))));
    }

    @Override
    public void note(Holder holder, Charge charge) {
        transactions.executeWithoutResult(_ -> {
            var sums = locked(holder, charge.amounts().keySet());
            rows.write(holder, charge.amounts(), more(charge.amounts(), rows.charged(holder)), sums, false);
        });
    }

    @Override
    public void take(Holder holder, Charge charge) {
        transactions.executeWithoutResult(_ -> {
            var missing = new TreeMap<>(charge.amounts());
            missing.keySet().removeAll(rows.charged(holder).keySet());
            if (!missing.isEmpty()) {
                note(holder, new Charge(missing, List.of()));
            }
        });
    }

    @Override
    public void release(Holder holder) {
        transactions.executeWithoutResult(_ -> {
            var booked = rows.charged(holder);
            var sums = locked(holder, booked.keySet());
            var less = new TreeMap<Dimension, Long>();
            rows.charged(holder).forEach((dimension, amount) -> less.put(dimension, -amount));
            rows.write(holder, Map.of(), less, sums, false);
            rows.forget(holder);
        });
    }

    private static Map<Dimension, Long> more(Map<Dimension, Long> wanted, Map<Dimension, Long> booked) {
        var more = new TreeMap<Dimension, Long>();
        wanted.forEach((dimension, amount) -> more.put(dimension, amount - booked.getOrDefault(dimension, 0L)));
        return more;
    }

    private static void check(Holder holder, Charge charge, List<QuotaSum> sums, Map<Dimension, Long> more) {
        for (var sum : sums) {
            sum.refusal(more.getOrDefault(sum.dimension(), 0L))
                    .ifPresent(why -> {
                        throw forbidden(holder, why);
                    });
        }
        for (var deviceClass : charge.anyModel()) {
            var models = sums.stream()
                    .filter(sum -> sum.hard().isPresent() && sum.dimension().modelOf(deviceClass))
                    .toList();
            if (!models.isEmpty()) {
                throw forbidden(holder, ("%s of %s is limited by model (%s), and spec.devices names none: name the "
                        + "model that it should be").formatted(deviceClass.word(), models.getFirst().scope(),
                                models.stream()
                                        .map(sum -> sum.dimension().modelIn(deviceClass))
                                        .distinct()
                                        .collect(Collectors.joining(", "))));
            }
        }
    }

    private static Refusal forbidden(Holder holder, String why) {
        return new Refusal(Reason.FORBIDDEN, "%s \"%s\" is forbidden: %s".formatted(holder.kind(), holder.key().name(),
                why));
    }

    private List<QuotaSum> locked(Holder holder, Collection<Dimension> dimensions) {
        return rows.locked(holder.key().organisation(), holder.key().namespace(), dimensions);
    }

    @Override
    public void limit(String organisation, String namespace, Map<Dimension, Long> hard) {
        transactions.executeWithoutResult(_ -> rows.locked(organisation, namespace, hard.keySet())
                .stream()
                .filter(sum -> sum.namespace().equals(namespace))
                .forEach(sum -> rows.limit(sum, Optional.ofNullable(hard.get(sum.dimension())))));
    }

    @Override
    public Map<Dimension, Long> used(String organisation, String namespace) {
        return rows.sums(organisation, namespace, false)
                .stream()
                .filter(sum -> sum.namespace().equals(namespace))
                .collect(Collectors.toMap(QuotaSum::dimension, QuotaSum::used, Long::sum, TreeMap::new));
    }

    /** Takes back what is booked for objects that are gone, and limits whose quota is gone; at most 100 of each. */
    public void sweep() {
        jdbc.query("select distinct kind, organisation, namespace, name from quota_charge c where not exists ("
                + "select 1 from resource r where r.kind = c.kind and r.organisation = c.organisation "
                + "and r.namespace = c.namespace and r.name = c.name) limit 100",
                (row, _) -> new Holder(text(row.getString(1)),
                        new ObjectKey(text(row.getString(2)), text(row.getString(3)), text(row.getString(4)))))
                .forEach(holder -> transactions.executeWithoutResult(_ -> {
                    // Whoever makes it anew holds these locks until it is there.
                    var sums = locked(holder, new TreeSet<>());
                    if (!sums.isEmpty() && !rows.there(holder)) {
                        release(holder);
                    }
                }));
        jdbc.query("select distinct organisation, namespace from quota_usage u where hard is not null and not exists ("
                + QUOTA + ") limit 100",
                (row, _) -> new ObjectKey(text(row.getString(1)), text(row.getString(2)), ""))
                .forEach(scope -> limit(scope.organisation(), scope.namespace(), Map.of()));
        rows.idle(100).forEach(scope -> transactions.executeWithoutResult(_ -> {
            var sums = rows.locked(scope.organisation(), scope.namespace(), List.of());
            rows.dropIdle(sums, scope.namespace());
        }));
    }

    private static final String QUOTA = "select 1 from resource r where r.kind in ('quotas.compute.cairn.io', "
            + "'organisationquotas.compute.cairn.io') and r.organisation = u.organisation "
            + "and r.namespace = u.namespace";

    private static String text(@Nullable String value) {
        return String.valueOf(value);
    }

    /** The name of another quota of the same scope; empty if there is none. */
    public Optional<String> other(String kind, ObjectKey key) {
        var locked = rows.locked(key.organisation(), key.namespace(), List.of());
        return locked.isEmpty() ? Optional.empty()
                : jdbc.query("select name from resource where kind = ? and organisation = ? and namespace = ? "
                        + "and name <> ? and deletion is null limit 1", (row, _) -> text(row.getString(1)), kind,
                        key.organisation(), key.namespace(), key.name()).stream().findFirst();
    }
}
