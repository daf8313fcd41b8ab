package io.cairn.gateway.adapter.jdbc;

import io.cairn.gateway.application.Identities;
import io.cairn.gateway.domain.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** Bearer tokens of the form {@code cairn_<id>_<secret>}. */
public final class Tokens implements Identities {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MAX_LENGTH = 200;

    private final JdbcTemplate jdbc;
    private final Clock clock;

    public Tokens(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Makes a token; it is shown this once. */
    public String issue(String user, List<String> groups) {
        var bytes = new byte[36];
        RANDOM.nextBytes(bytes);
        var id = HexFormat.of().formatHex(bytes, 0, 4);
        var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOfRange(bytes, 4, 36));
        var token = "cairn_" + id + "_" + secret;
        jdbc.update("insert into api_token (id, hash, user_name, groups, created) values (?, ?, ?, ?, ?)", id,
                hash(token),
                user, groups.toArray(String[]::new), clock.instant().atOffset(ZoneOffset.UTC));
        return token;
    }

    @Override
    public Optional<Identity> byToken(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return jdbc.query("select user_name, groups from api_token where hash = ? and not disabled "
                + "and (expires is null or expires > ?)",
                (row, _) -> new Identity(String.valueOf(row.getString(1)),
                        List.of((String[]) row.getArray(2).getArray())),
                hash(token), clock.instant().atOffset(ZoneOffset.UTC)).stream().findFirst();
    }

    /** Sees to it that a file holds a working token of the first operator. */
    public void ensureOperator(Path file) throws IOException {
        if (Files.exists(file) && byToken(Files.readString(file).strip()).isPresent()) {
            return;
        }
        Files.deleteIfExists(file);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, issue("admin", List.of(Identity.OPERATORS)));
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
