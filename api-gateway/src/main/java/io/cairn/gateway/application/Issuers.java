package io.cairn.gateway.application;

import java.util.List;
import java.util.Optional;

/** The OpenID Connect providers whose users may come in. */
@FunctionalInterface
public interface Issuers {
    /**
     * @param certificateAuthority PEM; empty for the host's own
     */
    record Issuer(String name, String url, String audience, String clientId, String usernameClaim,
            String usernamePrefix, Optional<String> groupsClaim, String groupsPrefix,
            Optional<String> certificateAuthority) {}

    /** Those that are not disabled, as of the last change. */
    List<Issuer> current();
}
