package io.cairn.gateway.adapter.http;

import io.cairn.gateway.application.Identities;
import io.cairn.gateway.domain.Identity;
import io.cairn.resource.adapter.mtls.PeerIdentity;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

/** Who asks: a bearer token, or the certificate of one of our services. */
public record Authentication(Identities identities) {
    private static final String BEARER = "bearer ";

    /** Refuses with UNAUTHORIZED what cannot be told. */
    Identity identify(HttpServletRequest request) {
        var header = request.getHeader("Authorization");
        if (header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return identities.byToken(header.substring(BEARER.length()).strip())
                    .orElseThrow(Authentication::unauthorized);
        }
        if (request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                && chain.length > 0) {
            return PeerIdentity.of(chain[0])
                    .filter(peer -> peer.type() == PeerIdentity.Type.SERVICE)
                    .map(peer -> new Identity("system:service:" + peer.name(), List.of(Identity.SERVICES)))
                    .orElseThrow(Authentication::unauthorized);
        }
        throw unauthorized();
    }

    private static Refusal unauthorized() {
        return new Refusal(Reason.UNAUTHORIZED, "Unauthorized");
    }
}
