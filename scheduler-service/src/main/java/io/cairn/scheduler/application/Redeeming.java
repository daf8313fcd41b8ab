package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Trade;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Puts machines in place of room that is held for them: a piece is given back for each, where the piece was. */
final class Redeeming {
    private final Fleet fleet;
    private final Set<String> giving;

    /** @param giving whose claims go back in the same batch */
    Redeeming(Fleet fleet, Set<String> giving) {
        this.fleet = fleet;
        this.giving = giving;
    }

    /** What came of it. */
    sealed interface Outcome {
        record Taken(Pending.Traded traded) implements Outcome {}

        record Refused(Decision.NoFit refusal) implements Outcome {}
    }

    Outcome redeem(Job.Ask job, ClaimAsk.Reserving.Redeems redeems) {
        var ask = job.ask();
        return switch (Trade.decide(fleet.view(), holders(redeems, ask.vmUid()),
                fleet.sites().resolved(ask.request()))) {
            case Trade.Taken(var piece, var chosen) -> new Outcome.Taken(take(job, held(piece.machine()), chosen));
            case Trade.Unfit unfit -> new Outcome.Refused(unfit(redeems, unfit));
            case Trade.Nothing _ -> new Outcome.Refused(usedUp(redeems));
        };
    }

    /** Not everybody begins with the same piece: schedulers that decide at once are to meet seldom. */
    List<String> holders(ClaimAsk.Reserving.Redeems redeems, String vmUid) {
        var holders = new ArrayList<>(fleet.held(redeems.reservation())
                .stream()
                .map(Claim::vmUid)
                .filter(uid -> !giving.contains(uid))
                .toList());
        if (!holders.isEmpty()) {
            Collections.rotate(holders, -Math.floorMod(vmUid.hashCode(), holders.size()));
        }
        return holders;
    }

    private Claim held(String holder) {
        return fleet.find(holder)
                .orElseThrow(() -> new IllegalStateException("What %s holds is not known".formatted(holder)));
    }

    private Pending.Traded take(Job.Ask job, Claim piece, Decision.Chosen chosen) {
        var ask = job.ask();
        var take = new Intent.Take(ask.vmUid(), ask.generation(), ask.title(), chosen.node(),
                Amount.of(ask.request().resources()), chosen.devices(), chosen.cells(), fleet.shape(ask.request()), "",
                piece.piece());
        fleet.forget(piece.vmUid());
        fleet.assume(take.claim(), ask.request());
        return new Pending.Traded(job, take, piece);
    }

    static Decision.NoFit unfit(ClaimAsk.Reserving.Redeems redeems, Trade.Unfit unfit) {
        return new Decision.NoFit("ReservationDoesNotFit", "It fits in place of none of the %d %s that reservation %s "
                .formatted(unfit.pieces(), unfit.pieces() == 1 ? "piece" : "pieces", redeems.name())
                + "holds: " + unfit.why().message(),
                "Make it as small as a piece of the reservation, or anew without placement.reservation",
                unfit.why().explanation());
    }

    static Decision.NoFit usedUp(ClaimAsk.Reserving.Redeems redeems) {
        return Refusing.of("ReservationUsedUp", "Reservation %s has no piece left".formatted(redeems.name()),
                "Reserve more, or make the machine anew without placement.reservation");
    }
}
