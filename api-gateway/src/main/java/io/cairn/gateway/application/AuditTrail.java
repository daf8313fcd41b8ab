package io.cairn.gateway.application;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The audit log to read. */
public interface AuditTrail {

    /**
     * What is looked for; empty means any.
     *
     * @param organisation the organisation that may be seen; empty for all, which operators may
     * @param before entries older than this id, from the page before
     */
    record Query(Optional<String> organisation, Optional<String> user, Optional<String> verb,
            Optional<String> resource, Optional<String> namespace, Optional<String> name, Optional<String> decision,
            Optional<Instant> from, Optional<Instant> to, Optional<Long> before) {}

    /**
     * What the chain proves.
     *
     * @param from id behind which the chain begins: the last entry that retention took
     * @param to id of the newest entry that was looked at
     * @param broken id of the first entry that does not follow from the one before; empty if there is none
     */
    record Proof(long from, long to, long checked, Optional<Long> broken) {}

    /** Newest first. */
    List<AuditedEntry> page(Query query, int limit);

    /** Walks the whole chain, page by page. */
    Proof verify();

    /** Takes entries older than a time away, and remembers where the chain goes on. */
    int retain(Instant after);
}
