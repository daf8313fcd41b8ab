package io.cairn.gateway.application;

import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import java.time.Instant;
import java.util.Optional;

/** The record of writes, denials and looks at what is sensitive: append-only, each entry bound to the one before. */
public interface Audit {
    /**
     * @param who empty if nobody could be told
     * @param source address that the request came from
     * @param denied true if it was refused for who asked
     * @param code HTTP status of the answer
     * @param millis from its arrival to the end of the answer
     */
    record Entry(Instant at, String requestId, Optional<Identity> who, String source, String userAgent,
            RequestInfo request, boolean denied, int code, long millis) {}

    /** Takes the entry in; waits when the writer is behind, loses nothing while the process lives. */
    void record(Entry entry);

    /**
     * Whether a request leaves an entry. Reads do when they were denied, impersonated, or look into a machine.
     *
     * @param part whether it brought one of many parts of an upload, or asked how far that is
     */
    static boolean keeps(RequestInfo request, boolean denied, Optional<Identity> who, boolean part) {
        if (part && !denied && who.flatMap(Identity::impersonator).isEmpty()) {
            return false;
        }
        return denied || !request.reads() || who.flatMap(Identity::impersonator).isPresent()
                || request.looksInside()
                || request.group().equals("audit.cairn.io");
    }
}
