package io.cairn.gateway.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who asks.
 *
 * @param token what was shown: {@code token/UID} of an ApiToken, {@code certificate/SERIAL} of a person,
 *     {@code operator/ID}, {@code oidc/ISSUER/SUBJECT}; empty for services
 * @param impersonator the operator who acts in this name; empty if nobody does
 * @param until when the credential ends by itself
 */
public record Identity(String user, List<String> groups, Optional<String> token, Optional<String> impersonator,
        Optional<Instant> until) {
    public static final String OPERATORS = "system:operators";
    public static final String SERVICES = "system:services";
    /** Group of everybody who showed a credential. */
    public static final String AUTHENTICATED = "system:authenticated";
    /** Prefix of service accounts' names, and the group of all of them. */
    public static final String ACCOUNTS = "system:serviceaccount";

    public Identity {
        groups = List.copyOf(groups);
    }

    public Identity(String user, List<String> groups) {
        this(user, groups, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public boolean in(String group) {
        return groups.contains(group);
    }

    /** Somebody who showed a token. */
    public static Identity bearer(String user, List<String> groups, String token, Optional<Instant> until) {
        return new Identity(user, groups, Optional.of(token), Optional.empty(), until);
    }

    /** The same, acting in somebody else's name. */
    public Identity as(String other, List<String> otherGroups) {
        return new Identity(other, otherGroups, token, Optional.of(user), until);
    }
}
