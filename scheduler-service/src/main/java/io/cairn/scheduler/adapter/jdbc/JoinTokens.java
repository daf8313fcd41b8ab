package io.cairn.scheduler.adapter.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** One-time join tokens, bound to a node, stored as SHA-256 of 256 random bits. */
public final class JoinTokens {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEEP_DAYS = 7;

    private final JdbcTemplate jdbc;
    private final Clock clock;

    public JoinTokens(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Makes a token; it is shown this once. */
    public String issue(String node, Duration validity) {
        var secret = new byte[32];
        RANDOM.nextBytes(secret);
        var token = "cairn-join-" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        var now = clock.instant();
        jdbc.update("delete from join_token where expires < ?",
                now.minus(Duration.ofDays(KEEP_DAYS)).atOffset(ZoneOffset.UTC));
        jdbc.update("insert into join_token (hash, node, expires) values (?, ?, ?)", hash(token), node,
                now.plus(validity).atOffset(ZoneOffset.UTC));
        return token;
    }

    /** Consumes a token and answers the node that it is for; empty if it is unknown, used or expired. */
    public Optional<String> consume(String token) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        return jdbc.query("update join_token set used = ? where hash = ? and used is null and expires > ? "
                + "returning node", (row, _) -> String.valueOf(row.getString(1)), now, hash(token), now)
                .stream()
                .findFirst();
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
