package io.cairn.gateway.application;

import io.cairn.resource.domain.ObjectKey;
import java.util.Map;
import java.util.Optional;

/** How many identities there are, and whose quota says how many there may be. */
public interface IdentityCounts {
    /**
     * What is used, by the word of each dimension that the scope has.
     *
     * @param project empty for the organisation
     */
    Map<String, Long> used(String organisation, String project);

    /** The name of another quota of the same scope; empty if there is none. The organisation is locked. */
    Optional<String> other(ObjectKey quota);
}
