package io.cairn.gateway.application;

import io.cairn.resource.domain.Scope;
import java.util.Optional;

/** Knows where the objects of a kind live. */
@FunctionalInterface
public interface Scopes {
    /**
     * @param group API group, empty for core
     * @param resource plural
     * @return empty if no service that can be asked serves such a kind
     */
    Optional<Scope> of(String group, String resource);
}
