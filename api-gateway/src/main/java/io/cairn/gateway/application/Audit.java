package io.cairn.gateway.application;

import java.time.Instant;

/** The record of writes and denials: append-only, each entry bound to the one before by its hash. */
public interface Audit {
    /**
     * @param decision allow or deny
     * @param code HTTP status of the answer
     */
    record Entry(Instant at, String requestId, String user, String source, String organisation, String verb,
            String path,
            String decision, int code) {}

    /** Takes the entry in; waits when the writer is behind, loses nothing while the process lives. */
    void record(Entry entry);
}
