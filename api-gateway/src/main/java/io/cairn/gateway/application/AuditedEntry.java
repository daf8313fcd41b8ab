package io.cairn.gateway.application;

import io.cairn.gateway.domain.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One entry of the audit log, a link of its chain.
 *
 * @param id counts from 1 without a gap
 * @param previous hash of the entry before
 * @param hash see {@link #expectedHash}
 */
public record AuditedEntry(long id, Instant at, String requestId, String user, List<String> groups, String impersonator,
        String token, String source, String userAgent, String organisation, String verb, String group,
        String resource, String namespace, String name, String subresource, String path, String decision, int code,
        long millis, String previous, String hash) {

    private static final int MAX_TEXT = 1024;

    /** The entry that follows another in the chain. */
    public static AuditedEntry after(long lastId, String lastHash, Audit.Entry entry) {
        var request = entry.request();
        var who = entry.who();
        var row = new AuditedEntry(lastId + 1, entry.at().truncatedTo(ChronoUnit.MILLIS), entry.requestId(),
                text(who.map(Identity::user)), who.map(Identity::groups).orElse(List.of()),
                text(who.flatMap(Identity::impersonator)), text(who.flatMap(Identity::token)), entry.source(),
                text(Optional.of(entry.userAgent())), text(Optional.of(request.organisation())), request.verb(),
                text(Optional.of(request.group())), text(request.resource()), text(request.namespace()),
                text(request.name()), text(request.subresource()), text(Optional.of(request.path())),
                entry.denied() ? "deny" : "allow", entry.code(), entry.millis(), lastHash, "");
        return row.hashed();
    }

    private static String text(Optional<String> value) {
        var text = value.orElse("").replace("\0", "");
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private AuditedEntry hashed() {
        return new AuditedEntry(id, at, requestId, user, groups, impersonator, token, source, userAgent, organisation,
                verb, group, resource, namespace, name, subresource, path, decision, code, millis, previous,
                expectedHash());
    }

    /** SHA-256 over the previous hash and every field, each led by its length in characters, so that none can pass for two. */
    public String expectedHash() {
        var text = new StringBuilder();
        for (var field : List.of(previous, id, at.toEpochMilli(), requestId, user, String.join("\n", groups),
                impersonator, token, source, userAgent, organisation, verb, group, resource, namespace, name,
                subresource, path, decision, code, millis)) {
            var value = field.toString();
            text.append(value.length()).append(':').append(value).append('\n');
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
