package io.cairn.gateway.adapter.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.cairn.gateway.application.Issuers.Issuer;
import io.cairn.gateway.domain.Identity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Checks the tokens of one issuer (OpenID Connect Core 1.0, section 3.1.3.7): signature by one of its published keys,
 * issuer, audience, expiry and not-before with a minute for clocks that differ.
 */
final class Verifier {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 5_000;
    private static final int MAX_BYTES = 512 << 10;
    private static final int MAX_GROUPS = 200;
    /** Signatures by private keys only: with a shared secret, or none, anybody could sign. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384,
            JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256,
            JWSAlgorithm.ES384, JWSAlgorithm.ES512, JWSAlgorithm.Ed25519, JWSAlgorithm.EdDSA);

    private final Issuer issuer;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    private Verifier(Issuer issuer) {
        this.issuer = issuer;
    }

    /** Asks the issuer where its keys are. */
    static Verifier of(Issuer issuer) throws IOException {
        var retriever = new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_BYTES, true, sockets(issuer));
        var url = issuer.url().replaceFirst("/$", "") + "/.well-known/openid-configuration";
        try {
            var document = JSONObjectUtils.parse(retriever.retrieveResource(URI.create(url).toURL()).getContent());
            if (!issuer.url().equals(document.get("issuer"))) {
                throw new IOException("%s calls itself %s".formatted(url, document.get("issuer")));
            }
            var keys = JWKSourceBuilder.create(URI.create(String.valueOf(document.get("jwks_uri"))).toURL(), retriever)
                    .retrying(true)
                    .outageTolerant(true)
                    .build();
            var verifier = new Verifier(issuer);
            verifier.processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
            verifier.processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(issuer.audience(),
                    new JWTClaimsSet.Builder().issuer(issuer.url()).build(),
                    Set.of("exp", issuer.usernameClaim())));
            return verifier;
        } catch (ParseException | IllegalArgumentException malformed) {
            throw new IOException(url + " is not a discovery document", malformed);
        }
    }

    private static @Nullable SSLSocketFactory sockets(Issuer issuer) throws IOException {
        if (issuer.certificateAuthority().isEmpty()) {
            return null;
        }
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var pem = new ByteArrayInputStream(
                    issuer.certificateAuthority().get().getBytes(StandardCharsets.US_ASCII));
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException malformed) {
            throw new IOException("The certificateAuthority of issuer " + issuer.name() + " cannot be read", malformed);
        }
    }

    /** Who the token speaks for; empty if it does not hold. */
    Optional<Identity> verify(SignedJWT token) throws IOException {
        try {
            var claims = processor.process(token, null);
            var name = String.valueOf(claims.getClaim(issuer.usernameClaim()));
            var until = Optional.of(claims.getExpirationTime().toInstant());
            return Optional.of(Identity.bearer(issuer.usernamePrefix() + name, groups(claims),
                    OidcIdentities.SHOWN + issuer.name() + "/" + claims.getSubject(), until))
                    .filter(identity -> !identity.user().startsWith("system:"));
        } catch (BadJOSEException refused) {
            return Optional.empty();
        } catch (JOSEException unreachable) {
            throw new IOException("The keys of issuer " + issuer.name() + " cannot be had", unreachable);
        }
    }

    /** No issuer names groups of the system. */
    private List<String> groups(JWTClaimsSet claims) {
        var given = issuer.groupsClaim().map(claims::getClaim).orElse(List.of());
        var names = given instanceof List<?> list ? list.stream().map(String::valueOf) : Stream.of("" + given);
        return Stream.concat(names.limit(MAX_GROUPS)
                .map(group -> issuer.groupsPrefix() + group)
                .filter(group -> !group.startsWith("system:")), Stream.of(Identity.AUTHENTICATED)).toList();
    }
}
