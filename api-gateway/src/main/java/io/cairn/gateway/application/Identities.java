package io.cairn.gateway.application;

import io.cairn.gateway.domain.Identity;
import java.util.Optional;

/** Finds out who a bearer token belongs to. */
public interface Identities {
    /** Empty if the token is unknown, disabled or expired. */
    Optional<Identity> byToken(String token);
}
