package io.cairn.scheduler.application;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Claims in storage. Every method is one transaction. */
public interface Claims {
    /** Most intents of a batch. */
    int BATCH = 512;

    /**
     * Brings about what still fits, in the order given; the rest is told why not. All of a batch is durable when this
     * returns, or nothing is when it throws.
     *
     * @param intents at most {@link #BATCH}, and one a machine
     * @return a result for each, in the same order
     */
    List<Result> commit(List<Intent> intents);

    Optional<Claim> find(String vmUid);

    /** In order of machine, behind one. */
    List<Claim> page(String afterVmUid, int limit);

    /**
     * Reads everything.
     *
     * @return where {@link #changes} goes on from
     */
    long snapshot(Consumer<NodeRow> nodes, Consumer<Claim> claims);

    /**
     * What was changed by transactions that ended since; may tell some of it twice, never misses any.
     *
     * @param known claims that need not be told of: most of what changed, who asks has changed
     */
    Changes changes(long since, Known known);

    /** Tells which claims need not be told of. */
    @FunctionalInterface
    interface Known {
        boolean is(String vmUid, long id, long generation);
    }

    /**
     * @param nodes as they are now, each with all its devices
     * @param gone claims that were given back
     * @param silent every node whose lease has ended
     * @param next for the next call
     */
    record Changes(List<NodeRow> nodes, List<Claim> claims, List<Gone> gone, Set<String> silent, long next) {}

    record Gone(long id, String vmUid) {}

    /**
     * Keeps the room for the machine, in place of what was kept for it, unless somebody else had room kept since the turn:
     * who has to go is decided by what the others have decided.
     *
     * @return false if so, and then nothing is changed
     */
    boolean nominate(Nomination nomination, long turn);

    /** Keeps nothing for the machine any more. */
    void dismiss(String vmUid);

    /** What a scheduler keeps for those who waited too long, in place of what it kept; nothing of what another one keeps. */
    void earmark(String scheduler, List<Earmark> all);

    /** What is kept now, at most {@link Nomination#MOST} nominations for each scheduler. */
    Kept kept();

    /** @param turn grows with every nomination */
    record Kept(long turn, List<Nomination> nominations, List<Earmark> earmarks) {}
}
