package io.cairn.gateway.adapter.jdbc;

import io.cairn.gateway.application.Directories;
import io.cairn.gateway.application.Identities;
import io.cairn.gateway.application.TokenIssue;
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
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Bearer tokens of the form {@code cairn_<id>_<secret>}. */
public final class Tokens implements Identities, TokenIssue {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MAX_LENGTH = 200;

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Directories directories;
    private final Consumer<String> used;

    /** @param used told the uid of each token object whose secret was shown */
    public Tokens(JdbcTemplate jdbc, Clock clock, Directories directories, Consumer<String> used) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.directories = directories;
        this.used = used;
    }

    /** Makes the first operator's token, which has no object. */
    private String issueForOperator() {
        var secret = secret();
        store(secret, "admin", List.of(Identity.OPERATORS, Identity.AUTHENTICATED), null);
        return secret;
    }

    @Override
    public String issue(String uid, String subject) {
        var secret = secret();
        store(secret, subject, List.of(), uid);
        return secret;
    }

    private static String secret() {
        var bytes = new byte[36];
        RANDOM.nextBytes(bytes);
        return "cairn_" + HexFormat.of().formatHex(bytes, 0, 4) + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, 4, 36));
    }

    private void store(String secret, String user, List<String> groups, @Nullable String uid) {
        jdbc.update("insert into api_token (id, hash, user_name, groups, created, uid) values (?, ?, ?, ?, ?, ?)",
                secret.split("_", 3)[1], hash(secret), user, groups.toArray(String[]::new),
                clock.instant().atOffset(ZoneOffset.UTC), uid);
    }

    private record Row(Identity identity, Optional<String> uid) {}

    @Override
    public Optional<Identity> byToken(String token) {
        if (token.length() > MAX_LENGTH || !token.startsWith("cairn_")) {
            return Optional.empty();
        }
        var found = jdbc.query("select id, user_name, groups, uid from api_token where hash = ? and not disabled "
                + "and (expires is null or expires > ?)",
                (row, _) -> new Row(Identity.bearer(String.valueOf(row.getString(2)),
                        List.of((String[]) row.getArray(3).getArray()), "operator/" + row.getString(1),
                        Optional.empty()), Optional.ofNullable(row.getString(4))),
                hash(token), clock.instant().atOffset(ZoneOffset.UTC)).stream().findFirst();
        return found.flatMap(row -> row.uid().isEmpty() ? Optional.of(row.identity()) : owner(row.uid().get()));
    }

    private Optional<Identity> owner(String uid) {
        var identity = directories.current().bearer(uid, clock.instant());
        identity.ifPresent(_ -> used.accept(uid));
        return identity;
    }

    /** Forgets the hashes of tokens whose objects are gone; they open nothing, and need not be kept. */
    public int forgetRevoked() {
        var known = directories.current().tokens().keySet().toArray(String[]::new);
        // A token that was issued this minute may stand here before its object is seen.
        return jdbc.update("delete from api_token where uid is not null and not (uid = any (?)) and created < ?",
                known, clock.instant().minusSeconds(60).atOffset(ZoneOffset.UTC));
    }

    /** Sees to it that a file holds a working token of the first operator. */
    public void ensureOperator(Path file) throws IOException {
        if (Files.exists(file) && byToken(Files.readString(file).strip()).isPresent()) {
            return;
        }
        Files.deleteIfExists(file);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, issueForOperator());
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
