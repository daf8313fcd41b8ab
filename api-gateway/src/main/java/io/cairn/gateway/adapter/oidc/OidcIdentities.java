package io.cairn.gateway.adapter.oidc;

import com.nimbusds.jwt.SignedJWT;
import io.cairn.gateway.application.Identities;
import io.cairn.gateway.application.Issuers;
import io.cairn.gateway.domain.Identity;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tokens that are JSON Web Tokens of one of the issuers. */
public final class OidcIdentities implements Identities {
    /** Begins what such a user showed, before the name of the issuer. */
    public static final String SHOWN = "oidc/";
    private static final Logger log = LoggerFactory.getLogger(OidcIdentities.class);
    private static final int MAX_LENGTH = 16 << 10;
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Issuers issuers;
    private final Clock clock;
    private final Map<Issuers.Issuer, Verifier> verifiers = new ConcurrentHashMap<>();
    private final Map<Issuers.Issuer, Instant> failed = new ConcurrentHashMap<>();

    public OidcIdentities(Issuers issuers, Clock clock) {
        this.issuers = issuers;
        this.clock = clock;
    }

    /** Whether a token has the form of these. */
    public static boolean looksLike(String token) {
        return token.length() <= MAX_LENGTH && token.chars().filter(c -> c == '.').count() == 2;
    }

    @Override
    public Optional<Identity> byToken(String token) {
        SignedJWT parsed;
        List<Issuers.Issuer> candidates;
        try {
            parsed = SignedJWT.parse(token);
            var named = String.valueOf(parsed.getJWTClaimsSet().getIssuer());
            candidates = issuers.current().stream().filter(issuer -> issuer.url().equals(named)).toList();
        } catch (ParseException malformed) {
            return Optional.empty();
        }
        // One provider may serve several audiences, each an issuer of its own here.
        for (var issuer : candidates) {
            var identity = verify(issuer, parsed);
            if (identity.isPresent()) {
                return identity;
            }
        }
        return Optional.empty();
    }

    private Optional<Identity> verify(Issuers.Issuer issuer, SignedJWT token) {
        try {
            return verifier(issuer).verify(token);
        } catch (IOException away) {
            log.atWarn()
                    .addKeyValue("issuer", issuer.name())
                    .addKeyValue("cause", away.getMessage())
                    .log("An identity provider cannot be asked");
            throw new Refusal(Reason.SERVICE_UNAVAILABLE, "The identity provider of your token cannot be asked; try "
                    + "again", List.of(), Optional.of((int) AGAIN.toSeconds()));
        }
    }

    private Verifier verifier(Issuers.Issuer issuer) throws IOException {
        var known = verifiers.get(issuer);
        if (known != null) {
            return known;
        }
        var last = failed.get(issuer);
        if (last != null && last.plus(AGAIN).isAfter(clock.instant())) {
            throw new IOException("It did not answer a moment ago");
        }
        try {
            var fresh = Verifier.of(issuer);
            var standing = issuers.current();
            verifiers.keySet().removeIf(old -> !standing.contains(old));
            failed.keySet().removeIf(old -> !standing.contains(old));
            verifiers.put(issuer, fresh);
            return fresh;
        } catch (IOException e) {
            failed.put(issuer, clock.instant());
            throw e;
        }
    }
}
