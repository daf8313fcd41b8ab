package io.cairn.gateway.adapter.jdbc;

import io.cairn.gateway.application.Tickets;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.StreamTicket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Tickets in the database, where every replica of the gateway finds them. */
public final class PostgresTickets implements Tickets {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    private static final int MAX_LENGTH = 100;
    private static final String PREFIX = "cairnt_";
    private static final String COLUMNS = "user_name, groups, token, impersonator, until, organisation, namespace, "
            + "machine, stream, machine_uid, epoch, expires";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    public PostgresTickets(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Override
    public Optional<String> issue(StreamTicket ticket, Instant now) {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        var secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var kept = transactions.execute(_ -> {
            // One at a time for each holder, or two would count before either is there.
            jdbc.query("select pg_advisory_xact_lock(hashtextextended(?, 7))", _ -> {}, "ticket/" + ticket.holder());
            var standing = jdbc.queryForObject("select count(*) from stream_ticket where holder = ? and expires > ?",
                    Integer.class, ticket.holder(), at(now));
            return standing != null && standing < PER_HOLDER && insert(hash(secret), ticket);
        });
        return Boolean.TRUE.equals(kept) ? Optional.of(secret) : Optional.empty();
    }

    private boolean insert(String hash, StreamTicket ticket) {
        var who = ticket.who();
        return 1 == jdbc.update(
                "insert into stream_ticket (hash, holder, %s) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        .formatted(COLUMNS),
                hash, ticket.holder(), who.user(), who.groups().toArray(String[]::new), who.token().orElse(null),
                who.impersonator().orElse(null), who.until().map(PostgresTickets::at).orElse(null),
                ticket.organisation(), ticket.namespace(), ticket.machine(), ticket.stream(), ticket.uid(),
                ticket.epoch(), at(ticket.expires()));
    }

    @Override
    public Optional<StreamTicket> redeem(String secret) {
        return first("delete from stream_ticket where hash = ? returning " + COLUMNS, secret);
    }

    @Override
    public Optional<StreamTicket> look(String secret) {
        return first("select %s from stream_ticket where hash = ?".formatted(COLUMNS), secret);
    }

    private Optional<StreamTicket> first(String sql, String secret) {
        if (secret.length() > MAX_LENGTH || !secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        return jdbc.query(sql, (row, _) -> ticket(row), hash(secret)).stream().findFirst();
    }

    private static StreamTicket ticket(ResultSet row) throws SQLException {
        var until = Optional.ofNullable(row.getObject("until", OffsetDateTime.class)).map(OffsetDateTime::toInstant);
        var who = new Identity(text(row, "user_name"), List.of((String[]) row.getArray("groups").getArray()),
                Optional.ofNullable(row.getString("token")), Optional.ofNullable(row.getString("impersonator")), until);
        return new StreamTicket(who, text(row, "organisation"), text(row, "namespace"), text(row, "machine"),
                text(row, "stream"), text(row, "machine_uid"), row.getLong("epoch"),
                row.getObject("expires", OffsetDateTime.class).toInstant());
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return String.valueOf(row.getString(column));
    }

    @Override
    public int sweep(Instant then) {
        return jdbc.update("delete from stream_ticket where expires < ?", at(then));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
