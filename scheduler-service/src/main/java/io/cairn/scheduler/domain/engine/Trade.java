package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Request;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** A machine takes the place of one of the pieces of room that are held for it. */
public sealed interface Trade {

    /** It fits where the piece is, without the piece. */
    record Taken(Claim piece, Decision.Chosen chosen) implements Trade {}

    /**
     * It fits in place of none of them.
     *
     * @param why it does not fit in place of the first
     */
    record Unfit(int pieces, Decision.NoFit why) implements Trade {}

    /** There is none. */
    record Nothing() implements Trade {}

    /**
     * The first piece whose place will do. Those on one node that hold no device and are pinned nowhere are as good as each
     * other. Changes nothing.
     *
     * @param holders under whose names they are claimed
     */
    static Trade decide(ClusterView view, List<String> holders, Request request) {
        var pieces = holders.stream().flatMap(holder -> view.find(holder).stream()).toList();
        var nodes = new HashSet<String>();
        var refusal = Optional.<Decision.NoFit>empty();
        for (var piece : pieces) {
            if (!alike(piece) || nodes.add(piece.node())) {
                switch (without(view, piece, request)) {
                    case Decision.Chosen chosen -> {
                        return new Taken(piece, chosen);
                    }
                    case Decision.NoFit why -> refusal = refusal.isEmpty() ? Optional.of(why) : refusal;
                }
            }
        }
        return refusal.<Trade>map(why -> new Unfit(pieces.size(), why)).orElseGet(Nothing::new);
    }

    private static boolean alike(Claim piece) {
        return piece.devices().isEmpty() && piece.cells().isEmpty();
    }

    private static Decision without(ClusterView view, Claim piece, Request request) {
        return view.whatIf(trial -> {
            trial.release(piece.machine());
            return trial.decideOn(piece.node(), request, "where a piece is held");
        });
    }
}
