package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.mtls.PeerIdentity;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Believes the identity headers of one peer: the gateway, known by its certificate. */
public final class GatewayCallers implements CallerSource {
    public static final String USER = "X-Cairn-User";
    public static final String GROUP = "X-Cairn-Group";
    public static final String ORGANISATION = "X-Cairn-Organisation";
    public static final String REQUEST_ID = "X-Request-Id";
    private static final String GATEWAY = "api-gateway";

    @Override
    public Caller caller(HttpServletRequest request) {
        var peer = request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                && chain.length > 0 ? PeerIdentity.of(chain[0]) : Optional.<PeerIdentity>empty();
        if (peer.isEmpty() || !peer.get().isService(GATEWAY)) {
            throw new Refusal(Reason.FORBIDDEN,
                    "This service answers the API gateway only; send the request to the gateway");
        }
        var user = Optional.ofNullable(request.getHeader(USER)).orElse("");
        if (user.isEmpty()) {
            throw new Refusal(Reason.UNAUTHORIZED, "Unauthorized");
        }
        List<String> groups = Collections.list(request.getHeaders(GROUP));
        return new Caller(user, groups, Optional.ofNullable(request.getHeader(ORGANISATION)).orElse("default"),
                Optional.ofNullable(request.getHeader(REQUEST_ID)).orElse(""));
    }
}
