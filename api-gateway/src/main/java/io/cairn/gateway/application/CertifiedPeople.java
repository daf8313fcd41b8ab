package io.cairn.gateway.application;

import io.cairn.gateway.domain.Identity;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;

/**
 * People who show a certificate. It says which one it is, by its serial number; who that stands for and what groups they
 * are in says the directory, at each request: what was taken from a user is taken from their certificates too.
 */
public record CertifiedPeople(Signer authority, Directories directories, Clock clock) {

    /** True if the certificate is one of a person, whether it holds or not. */
    public boolean signed(X509Certificate certificate) {
        return authority.signed(certificate);
    }

    /** Empty if it was revoked, disabled or has ended, or its user may not act. */
    public Optional<Identity> identity(X509Certificate certificate) {
        return signed(certificate)
                ? directories.current().certified(Signer.serial(certificate), clock.instant())
                : Optional.empty();
    }
}
