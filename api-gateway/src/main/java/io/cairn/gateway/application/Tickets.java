package io.cairn.gateway.application;

import io.cairn.gateway.domain.StreamTicket;
import java.time.Instant;
import java.util.Optional;

/** Tickets that were given out and not shown yet. */
public interface Tickets {
    /** How many one person may have at once. */
    int PER_HOLDER = 32;

    /**
     * Keeps a ticket; only the hash of its secret is kept.
     *
     * @return the secret, to be shown this once; empty if its holder has as many as one may have
     */
    Optional<String> issue(StreamTicket ticket, Instant now);

    /** Takes a ticket out: of all who show the secret, at whatever replica, one gets it. */
    Optional<StreamTicket> redeem(String secret);

    /** Looks at a ticket and leaves it. */
    Optional<StreamTicket> look(String secret);

    /** Forgets those that had expired by then; tells how many. */
    int sweep(Instant then);
}
