package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Piece;
import io.cairn.scheduler.domain.model.Request;
import java.time.Instant;
import java.util.Optional;

/**
 * A machine that wants its share of some node, named for people in {@code title}.
 *
 * @param mostVictims how many machines of lower classes may have to go for it; 0 if none
 * @param gang machines of the project that are placed together or not at all
 * @param since when it began to wait; {@link Instant#EPOCH} if nobody says so, and then it begins now
 * @param reserving what it has to do with a reservation
 */
public record ClaimAsk(String vmUid, long generation, String title, Request request, int mostVictims,
        Optional<Gang> gang, Instant since, Reserving reserving) {

    /** What a claim may have to do with a reservation. */
    public sealed interface Reserving {
        record Nothing() implements Reserving {}

        /** It is room for a machine to come. */
        record Holds(Piece piece) implements Reserving {}

        /**
         * It takes the place of a piece.
         *
         * @param reservation its uid; empty if that is known to hold nothing
         * @param name for people
         */
        record Redeems(String reservation, String name) implements Reserving {}
    }

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

    /** Has to do with no reservation. */
    public ClaimAsk(String vmUid, long generation, String title, Request request, int mostVictims,
            Optional<Gang> gang, Instant since) {
        this(vmUid, generation, title, request, mostVictims, gang, since, new Reserving.Nothing());
    }

    /** With a time at which it began to wait. */
    ClaimAsk waiting(Instant now) {
        return since.equals(Instant.EPOCH)
                ? new ClaimAsk(vmUid, generation, title, request, mostVictims, gang, now, reserving)
                : this;
    }

    /** On its own. */
    public ClaimAsk(String vmUid, long generation, String title, Request request, int mostVictims) {
        this(vmUid, generation, title, request, mostVictims, Optional.empty(), Instant.EPOCH);
    }

    /** On its own, and it displaces nobody. */
    public ClaimAsk(String vmUid, long generation, String title, Request request) {
        this(vmUid, generation, title, request, 0);
    }

    /** The piece that it is. */
    Optional<Piece> holds() {
        return reserving instanceof Reserving.Holds(var piece) ? Optional.of(piece) : Optional.empty();
    }

    /** What is placed at once: the gang, or the machine. */
    String unit() {
        return gang.map(of -> "gang/" + project() + "/" + of.name()).orElse(vmUid);
    }

    /** Organisation and namespace. */
    String project() {
        return project(title);
    }

    static String project(String title) {
        return title.substring(0, Math.max(0, title.lastIndexOf('/')));
    }
}
