package io.cairn.image.adapter.jdbc;

import io.cairn.image.application.ImageAccount;
import io.cairn.image.domain.ImageDimension;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Warnings;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The account in PostgreSQL: two sums under row locks, and a CHECK below that no code can pass. */
public final class PostgresImageAccount implements ImageAccount {
    private static final double NEARLY = 0.9;
    private static final int SWEPT = 100;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    public PostgresImageAccount(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** One of the sums. */
    private record Sum(long used, Optional<Long> hard) {}

    @Override
    public void create(String name) {
        transactions.executeWithoutResult(_ -> book(name, ImageDimension.IMAGES, 1, true));
    }

    @Override
    public void take(String name, long bytes) {
        transactions.executeWithoutResult(_ -> {
            book(name, ImageDimension.BYTES, bytes, false);
            book(name, ImageDimension.IMAGES, 1, false);
        });
    }

    @Override
    public void hold(String name, long bytes) {
        transactions.executeWithoutResult(_ -> book(name, ImageDimension.BYTES, bytes, true));
    }

    @Override
    public void release(String name) {
        transactions.executeWithoutResult(_ -> {
            book(name, ImageDimension.BYTES, 0, true);
            book(name, ImageDimension.IMAGES, 0, true);
            jdbc.update("delete from image_charge where name = ?", name);
        });
    }

    private void book(String name, ImageDimension dimension, long amount, boolean enforced) {
        var sum = locked().get(dimension);
        var before = jdbc.query("select amount from image_charge where name = ? and dimension = ?",
                (row, _) -> row.getLong(1), name, dimension.word()).stream().findFirst();
        var more = amount - before.orElse(0L);
        if (sum == null || more == 0 && before.isPresent()) {
            return;
        }
        if (enforced) {
            check(name, dimension, sum, more);
        }
        // The ceiling sinks with the usage; only what is there already may lift it.
        var ceiling = enforced || more < 0 ? "greatest(hard, least(ceiling, used + ?))" : "greatest(ceiling, used + ?)";
        jdbc.update("update image_usage set used = used + ?, ceiling = case when hard is null then null else " + ceiling
                + " end where dimension = ?", more, more, dimension.word());
        jdbc.update("insert into image_charge (name, dimension, amount) values (?, ?, ?) on conflict (name, dimension) "
                + "do update set amount = excluded.amount", name, dimension.word(), amount);
    }

    private static void check(String name, ImageDimension dimension, Sum sum, long more) {
        if (more <= 0 || sum.hard().isEmpty()) {
            return;
        }
        var limit = sum.hard().get();
        if (sum.used() + more > limit) {
            throw new Refusal(Reason.FORBIDDEN, ("images.image.cairn.io \"%s\" is forbidden: exceeded quota: %s: used "
                    + "%s, limit %s, asked %s. %s").formatted(name, dimension.word(), dimension.text(sum.used()),
                            dimension.text(limit), dimension.text(more), dimension.wayOut()));
        }
        if (sum.used() + more > limit * NEARLY) {
            Warnings.say("quota nearly used up: %s: used %s, limit %s".formatted(dimension.word(),
                    dimension.text(sum.used() + more), dimension.text(limit)));
        }
    }

    private Map<ImageDimension, Sum> locked() {
        var sums = new EnumMap<ImageDimension, Sum>(ImageDimension.class);
        jdbc.query("select dimension, used, hard from image_usage order by dimension for update", row -> {
            sums.put(dimension(row.getString(1)),
                    new Sum(row.getLong(2), Optional.ofNullable(row.getObject(3, Long.class))));
        });
        return sums;
    }

    private static ImageDimension dimension(@Nullable String word) {
        return ImageDimension.valueOf(String.valueOf(word).toUpperCase(Locale.ROOT));
    }

    @Override
    public void limit(Map<ImageDimension, Long> hard) {
        transactions.executeWithoutResult(_ -> Stream.of(ImageDimension.values()).forEach(dimension -> {
            var most = hard.get(dimension);
            jdbc.update("update image_usage set hard = ?::bigint, ceiling = case when ?::bigint is null then null else "
                    + "greatest(?::bigint, used) end where dimension = ?", most, most, most, dimension.word());
        }));
    }

    @Override
    public Map<ImageDimension, Long> used() {
        var used = new EnumMap<ImageDimension, Long>(ImageDimension.class);
        jdbc.query("select dimension, used from image_usage", row -> {
            used.put(dimension(row.getString(1)), row.getLong(2));
        });
        return used;
    }

    @Override
    public void sweep() {
        jdbc.query("select distinct name from image_charge c where not exists (select 1 from resource r where r.kind = "
                + "'images.image.cairn.io' and r.name = c.name) limit ?",
                (row, _) -> String.valueOf(row.getString(1)), SWEPT)
                .forEach(name -> transactions.executeWithoutResult(_ -> {
                    // Whoever makes it anew holds these locks until it is there.
                    if (!locked().isEmpty() && !there("images.image.cairn.io", name)) {
                        release(name);
                    }
                }));
        transactions.executeWithoutResult(_ -> {
            if (locked().values().stream().anyMatch(sum -> sum.hard().isPresent()) && other("").isEmpty()) {
                limit(Map.of());
            }
        });
    }

    private boolean there(String kind, String name) {
        return Boolean.TRUE.equals(jdbc.queryForObject("select exists (select 1 from resource where kind = ? "
                + "and name = ?)", Boolean.class, kind, name));
    }

    @Override
    public Optional<String> other(String quota) {
        return locked().isEmpty() ? Optional.empty()
                : jdbc.query("select name from resource where kind = 'imagequotas.image.cairn.io' and name <> ? "
                        + "and deletion is null limit 1", (row, _) -> String.valueOf(row.getString(1)), quota)
                        .stream()
                        .findFirst();
    }
}
