package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Request;
import java.time.Instant;
import java.util.Optional;

/**
 * A machine that wants its share of some node, named for people in {@code title}.
 *
 * @param mostVictims how many machines of lower classes may have to go for it; 0 if none
 * @param gang machines of the project that are placed together or not at all
 * @param since when it began to wait
 */
public record ClaimAsk(String vmUid, long generation, String title, Request request, int mostVictims,
        Optional<Gang> gang, Instant since) {

    /**
     * @param name within the project
     * @param size how many machines it has
     */
    public record Gang(String name, int size) {
        /** Label under which the schedulers know who is of a gang; a tenant cannot set it. */
        public static final String LABEL = "scheduler.cairn.io/gang";
        /** Half of a batch: a gang is committed at once. */
        public static final int MOST = Claims.BATCH / 2;
    }

    /** On its own. */
    public ClaimAsk(String vmUid, long generation, String title, Request request, int mostVictims) {
        this(vmUid, generation, title, request, mostVictims, Optional.empty(), Instant.EPOCH);
    }

    /** On its own, and it displaces nobody. */
    public ClaimAsk(String vmUid, long generation, String title, Request request) {
        this(vmUid, generation, title, request, 0);
    }

    /** Organisation and namespace. */
    String project() {
        return project(title);
    }

    static String project(String title) {
        return title.substring(0, Math.max(0, title.lastIndexOf('/')));
    }
}
