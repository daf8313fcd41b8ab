package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Preemption;
import io.cairn.scheduler.domain.model.Claim;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Refuses machines that fit nowhere, and has room made for those that may displace others: it names who has to go and
 * keeps the room. Nobody is stopped here, and nothing is given to the machine before the others have given it up.
 */
final class MakingRoom {
    static final String REASON = "MakingRoom";
    /** Longer than notice and shutdown take; whoever could not be stopped by then is not waited for. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Fleet fleet;
    private final Claims claims;
    private final Clock clock;

    MakingRoom(Fleet fleet, Claims claims, Clock clock) {
        this.fleet = fleet;
        this.claims = claims;
        this.clock = clock;
    }

    /** Empty if another scheduler had room made meanwhile: it is to be decided anew, on a look at that. */
    Optional<Placing.Outcome.Refused> refuse(ClaimAsk ask, Decision.NoFit refusal) {
        var standing = fleet.nominations().find(ask.vmUid());
        if (standing.isPresent()) {
            var left = left(standing.get());
            if (!left.isEmpty()) {
                return Optional.of(waiting(left, refusal));
            }
            // They have gone, and it does not fit all the same: something else took its place in the room.
            dismiss(ask.vmUid());
        }
        return switch (displace(ask)) {
            case Displaced.By(var nomination) -> fleet.nominations().nominate(nomination)
                    ? Optional.of(waiting(nomination.victims(), refusal))
                    : Optional.empty();
            case Displaced.Nobody(var kept) -> Optional.of(new Placing.Outcome.Refused(
                    Refusing.words(Refusing.kept(refusal, kept), fleet, ask.request())));
        };
    }

    /** Who has to go. */
    private sealed interface Displaced {
        record By(Nomination nomination) implements Displaced {}

        /** @param kept machines that would have to, and that budgets keep */
        record Nobody(int kept) implements Displaced {}
    }

    void dismiss(String vmUid) {
        if (fleet.nominations().unhold(vmUid)) {
            claims.dismiss(vmUid);
        }
    }

    /** Those who still have what they are to give up. */
    private List<Nomination.Victim> left(Nomination nomination) {
        return nomination.victims()
                .stream()
                .filter(victim -> fleet.find(victim.vmUid())
                        .filter(claim -> claim.id() == victim.claimId() && !claim.parked())
                        .isPresent())
                .toList();
    }

    private Displaced displace(ClaimAsk ask) {
        if (ask.mostVictims() == 0 || fleet.nominations().size() >= Nomination.MOST) {
            return new Displaced.Nobody(0);
        }
        return switch (fleet.preempt(ask)) {
            case Preemption.Evict(var chosen, var machines) when machines.size() <= ask.mostVictims() ->
                displace(ask, chosen, machines);
            case Preemption.Hopeless(_, var kept) -> new Displaced.Nobody(kept);
            case Preemption.Evict _,Preemption.NotNeeded _ -> new Displaced.Nobody(0);
        };
    }

    private Displaced displace(ClaimAsk ask, Decision.Chosen chosen, List<Claim> machines) {
        var victims = victims(machines);
        if (victims.size() < machines.size()) {
            return new Displaced.Nobody(0);
        }
        var request = ask.request();
        return new Displaced.By(new Nomination(ask.vmUid(), ask.generation(), ask.title(), chosen.node(),
                Amount.of(request.resources()), chosen.devices(), chosen.cells(),
                fleet.shape(request.withPriority(request.priority(), false)), victims,
                clock.instant().plus(PATIENCE).truncatedTo(ChronoUnit.SECONDS)));
    }

    /** Only claims that are durable can be given up. */
    private List<Nomination.Victim> victims(List<Claim> machines) {
        var victims = new ArrayList<Nomination.Victim>();
        for (var machine : machines) {
            fleet.find(machine.machine())
                    .filter(claim -> claim.id() > 0)
                    .ifPresent(claim -> victims.add(new Nomination.Victim(claim.vmUid(), claim.id(),
                            machine.request().labels().getOrDefault(PriorityClass.LABEL, PriorityClass.STANDARD))));
        }
        return victims;
    }

    private static Placing.Outcome.Refused waiting(List<Nomination.Victim> victims, Decision.NoFit refusal) {
        var words = victims.size() == 1 ? "1 machine of a lower priority class makes"
                : victims.size() + " machines of lower priority classes make";
        return new Placing.Outcome.Refused(new Decision.NoFit(REASON, words + " room for it",
                "They have notice first, and are shut down then; it is placed by itself", refusal.explanation()),
                victims, "");
    }
}
