package io.cairn.cli.application;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a login by an issuer is renewed without a browser.
 *
 * @param issuerCa PEM file of the issuer's CA; empty for the CAs of this host
 * @param expires when the identity token is no longer good
 */
public record Renewal(String issuer, String clientId, String refreshToken, Optional<String> issuerCa,
        Instant expires) {

    private static final Duration EARLY = Duration.ofSeconds(30);

    /** True if it is time. */
    public boolean due(Instant now) {
        return !now.plus(EARLY).isBefore(expires);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Renewal[" + issuer + ", until " + expires + "]";
    }
}
