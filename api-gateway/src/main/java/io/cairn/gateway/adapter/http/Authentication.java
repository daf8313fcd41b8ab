package io.cairn.gateway.adapter.http;

import io.cairn.gateway.application.CertifiedPeople;
import io.cairn.gateway.application.Identities;
import io.cairn.gateway.domain.Identity;
import io.cairn.resource.adapter.mtls.PeerIdentity;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who asks: a bearer token in the Authorization header, or among the WebSocket subprotocols as browsers must send it, or
 * the certificate of a person or of one of our services. Which authority signed a certificate says which of the two it
 * is, so that none can pass for the other.
 */
public record Authentication(Identities identities, CertifiedPeople people) {
    private static final String BEARER = "bearer ";
    private static final String SUBPROTOCOL = "base64url.bearer.authorization.k8s.io.";

    /** Refuses with UNAUTHORIZED what cannot be told. */
    Identity identify(HttpServletRequest request) {
        var token = bearer(request);
        if (token.isPresent()) {
            return identities.byToken(token.get()).orElseThrow(Authentication::unauthorized);
        }
        if (request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                && chain.length > 0) {
            return certified(chain[0]).orElseThrow(Authentication::unauthorized);
        }
        throw unauthorized();
    }

    private Optional<Identity> certified(X509Certificate certificate) {
        return people.signed(certificate)
                ? people.identity(certificate)
                : PeerIdentity.of(certificate)
                        .filter(peer -> peer.type() == PeerIdentity.Type.SERVICE)
                        .map(peer -> new Identity("system:service:" + peer.name(), List.of(Identity.SERVICES)));
    }

    private static Optional<String> bearer(HttpServletRequest request) {
        var header = request.getHeader("Authorization");
        if (header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return Optional.of(header.substring(BEARER.length()).strip());
        }
        return Collections.list(request.getHeaders("Sec-WebSocket-Protocol"))
                .stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(value -> value.startsWith(SUBPROTOCOL))
                .findFirst()
                .map(value -> decoded(value.substring(SUBPROTOCOL.length())));
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw unauthorized();
        }
    }

    static Refusal unauthorized() {
        return new Refusal(Reason.UNAUTHORIZED, "Unauthorized");
    }
}
