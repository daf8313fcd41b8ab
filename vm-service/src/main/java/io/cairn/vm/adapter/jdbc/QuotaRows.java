package io.cairn.vm.adapter.jdbc;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.vm.application.Quotas.Holder;
import io.cairn.vm.domain.Dimension;
import io.cairn.vm.domain.QuotaSum;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;

/** The SQL of the account. Writes must run inside a transaction, under the locks of the sums. */
final class QuotaRows {
    private final JdbcTemplate jdbc;

    QuotaRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The sums of the organisation and of the namespace, locked in the order of their keys. Those of the dimensions are
     * made if need be, behind the locks: who has the first row of an organisation has all of them.
     */
    List<QuotaSum> locked(String organisation, String namespace, Collection<Dimension> dimensions) {
        var sums = sums(organisation, namespace, true);
        var scopes = namespace.isEmpty() ? List.of("") : List.of("", namespace);
        var wanted = new TreeSet<>(Dimension.FIXED);
        wanted.addAll(dimensions);
        var made = 0;
        for (var scope : scopes) {
            for (var dimension : wanted) {
                if (sums.stream()
                        .noneMatch(sum -> sum.namespace().equals(scope)
                                && sum.dimension().equals(dimension))) {
                    made += jdbc.update("insert into quota_usage (organisation, namespace, dimension, used) "
                            + "values (?, ?, ?, 0) on conflict do nothing", organisation, scope, dimension.word()) + 1;
                }
            }
        }
        return made == 0 ? sums : sums(organisation, namespace, true);
    }

    List<QuotaSum> sums(String organisation, String namespace, boolean lock) {
        return jdbc.query("select namespace, dimension, used, hard from quota_usage "
                + "where organisation = ? and namespace in ('', ?) order by namespace, dimension"
                + (lock ? " for update" : ""),
                (row, _) -> new QuotaSum(organisation, String.valueOf(row.getString(1)),
                        new Dimension(String.valueOf(row.getString(2))), row.getLong(3),
                        Optional.ofNullable(row.getObject(4, Long.class))),
                organisation, namespace);
    }

    Map<Dimension, Long> charged(Holder holder) {
        var amounts = new TreeMap<Dimension, Long>();
        jdbc.query("select dimension, amount from quota_charge where kind = ? and organisation = ? and namespace = ? "
                + "and name = ?", row -> {
                    amounts.put(new Dimension(String.valueOf(row.getString(1))), row.getLong(2));
                }, holder.kind(), holder.key().organisation(), holder.key().namespace(), holder.key().name());
        return amounts;
    }

    /** @param enforced the limits were checked; otherwise what must be booked may lift the ceiling */
    void write(Holder holder, Map<Dimension, Long> wanted, Map<Dimension, Long> more, List<QuotaSum> sums,
            boolean enforced) {
        // The ceiling sinks with the usage; only what must be booked whatever the limits are may lift it.
        var changes = sums.stream()
                .filter(sum -> more.getOrDefault(sum.dimension(), 0L) != 0)
                .map(sum -> {
                    var change = more.getOrDefault(sum.dimension(), 0L);
                    return new Object[]{change, enforced || change < 0, change, change, sum.organisation(),
                            sum.namespace(), sum.dimension().word()};
                })
                .toList();
        jdbc.batchUpdate("update quota_usage set used = used + ?, ceiling = case when hard is null then null "
                + "when ? then greatest(hard, least(ceiling, used + ?)) else greatest(ceiling, used + ?) end "
                + "where organisation = ? and namespace = ? and dimension = ?", changes);
        jdbc.batchUpdate("insert into quota_charge (kind, organisation, namespace, name, dimension, amount) "
                + "values (?, ?, ?, ?, ?, ?) on conflict (kind, organisation, namespace, name, dimension) "
                + "do update set amount = excluded.amount",
                wanted.entrySet()
                        .stream()
                        .map(entry -> new Object[]{holder.kind(), holder.key().organisation(),
                                holder.key().namespace(), holder.key().name(), entry.getKey().word(),
                                entry.getValue()})
                        .toList());
    }

    void forget(Holder holder) {
        jdbc.update("delete from quota_charge where kind = ? and organisation = ? and namespace = ? and name = ?",
                holder.kind(), holder.key().organisation(), holder.key().namespace(), holder.key().name());
    }

    boolean there(Holder holder) {
        return Boolean.TRUE.equals(jdbc.queryForObject("select exists (select 1 from resource where kind = ? "
                + "and organisation = ? and namespace = ? and name = ?)", Boolean.class, holder.kind(),
                holder.key().organisation(), holder.key().namespace(), holder.key().name()));
    }

    /** Scopes with sums of devices of which there are none any more: tenants name models as they like. */
    List<ObjectKey> idle(int most) {
        return jdbc.query("select distinct organisation, namespace from quota_usage where used = 0 and hard is null "
                + "and dimension like 'devices.%' limit ?",
                (row, _) -> new ObjectKey(String.valueOf(row.getString(1)), String.valueOf(row.getString(2)), ""),
                most);
    }

    void dropIdle(List<QuotaSum> sums, String namespace) {
        sums.stream()
                .filter(sum -> sum.namespace().equals(namespace) && sum.dimension().ofDevices() && sum.used() == 0
                        && sum.hard().isEmpty())
                .forEach(sum -> jdbc.update("delete from quota_usage where organisation = ? and namespace = ? "
                        + "and dimension = ?", sum.organisation(), sum.namespace(), sum.dimension().word()));
    }

    void limit(QuotaSum sum, Optional<Long> hard) {
        var most = hard.orElse(null);
        jdbc.update("update quota_usage set hard = ?::bigint, ceiling = case when ?::bigint is null then null else "
                + "greatest(?::bigint, used) end where organisation = ? and namespace = ? and dimension = ?", most,
                most, most, sum.organisation(), sum.namespace(), sum.dimension().word());
    }
}
