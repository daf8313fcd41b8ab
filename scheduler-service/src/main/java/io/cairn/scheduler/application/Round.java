package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Gang;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One batch: decided in the order of the queue, committed, answered. */
final class Round {
    /** At machines that wait, most of which may fit nowhere: whoever gives something back is not to wait for all. */
    private static final int LOOKS = 4 * Claims.BATCH;

    private final Fleet fleet;
    private final Claims claims;
    private final Clock clock;
    private final Batches.Tally tally;
    private final Waitlist waitlist;
    private final MakingRoom room;
    private final Answering.Woken woken;
    private final long looks;
    private final Answering answering;
    private final List<Job> again = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final Set<String> giving = new HashSet<>();

    Round(Fleet fleet, Claims claims, Clock clock, Batches.Tally tally, Waitlist waitlist, Answering.Woken woken,
            long looks) {
        this.fleet = fleet;
        this.claims = claims;
        this.clock = clock;
        this.tally = tally;
        this.waitlist = waitlist;
        this.woken = woken;
        this.looks = looks;
        this.room = new MakingRoom(fleet, claims, clock);
        this.answering = new Answering(fleet, waitlist, room, tally, woken, again);
    }

    /** @return jobs that have to be looked at again, on a view that is brought up to date */
    List<Job> run(List<Job> jobs) {
        var started = clock.instant();
        waitlist.catchUp(fleet, started);
        // What is given back may be what others wait for.
        jobs.stream().filter(job -> !(job instanceof Job.Ask)).forEach(this::given);
        jobs.stream().filter(Job.Ask.class::isInstance).map(Job.Ask.class::cast).forEach(job -> asked(job, started));
        var next = waitlist.next(started);
        for (var looked = 0; next.isPresent() && pending.size() < Claims.BATCH && looked < LOOKS; looked++) {
            if (!decide(next.get(), started)) {
                break;
            }
            next = waitlist.next(started);
        }
        var decided = clock.instant();
        commit();
        if (!pending.isEmpty()) {
            tally.batch(pending.size(), Duration.between(started, decided), Duration.between(decided, clock.instant()));
        }
        return again;
    }

    private void given(Job job) {
        waitlist.withdraw(job.vmUid(), job.generation());
        giving.add(job.vmUid());
        switch (job) {
            case Job.Release release -> {
                room.dismiss(release.vmUid());
                pending.add(new Pending.Given(job, new Intent.Release(release.vmUid(), release.generation())));
            }
            case Job.Park park -> pending.add(new Pending.Given(job, new Intent.Park(park.vmUid(), park.generation(),
                    fleet.shape(Request.of(Resources.NONE).withPriority(0, false)))));
            case Job.Ask _ -> throw new IllegalArgumentException("Who asks gives nothing back");
        }
    }

    private void asked(Job.Ask job, Instant now) {
        var ask = job.ask();
        var standing = fleet.find(ask.vmUid());
        if (standing.filter(claim -> !claim.parked()).isPresent()) {
            waitlist.withdraw(ask.vmUid(), ask.generation());
            pending.add(new Pending.Sized(job, new Intent.Resize(ask.vmUid(), ask.generation(),
                    Amount.of(ask.request().resources()), fleet.shape(ask.request()))));
        } else if (standing.filter(claim -> claim.generation() >= ask.generation()).isPresent()) {
            Answering.superseded(job);
        } else if (standing.isEmpty() && ask.reserving() instanceof ClaimAsk.Reserving.Redeems redeems) {
            redeem(job, redeems);
        } else if (looks <= job.looksBefore() && waitlist.hopeless(ask, fleet)) {
            // Nobody is sent away on a view that is older than the question.
            again.add(job);
        } else {
            waitlist.add(job, fleet, now);
        }
    }

    /** It has its room already, and waits for nobody. */
    private void redeem(Job.Ask job, ClaimAsk.Reserving.Redeems redeems) {
        waitlist.withdraw(job.vmUid(), job.generation());
        // Whoever reserved has waited already: nothing that is kept for others stands in its way.
        switch (fleet.earmarks()
                .attempt(job.vmUid(), Integer.MAX_VALUE, () -> new Redeeming(fleet, giving).redeem(job, redeems),
                        Redeeming.Outcome.Taken.class::isInstance)) {
            case Redeeming.Outcome.Taken(var traded) -> pending.add(traded);
            case Redeeming.Outcome.Refused _ when looks <= job.looksBefore() -> again.add(job);
            case Redeeming.Outcome.Refused(var refusal) ->
                job.answer().complete(new Placing.Outcome.Refused(refusal));
        }
    }

    /** @return false if the rest is for the next batch: this one is full, or the machine gives something back in it */
    private boolean decide(Waitlist.Unit unit, Instant now) {
        return switch (unit) {
            case Waitlist.Unit.One one when giving.contains(one.id()) -> false;
            case Waitlist.Unit.One one -> {
                decide(one, now);
                yield true;
            }
            case Waitlist.Unit.Gang gang when !Collections.disjoint(giving, gang.members().keySet()) -> false;
            case Waitlist.Unit.Gang gang -> decide(gang, now);
        };
    }

    private void decide(Waitlist.Unit.One one, Instant now) {
        var ask = one.waiter().ask();
        var parked = fleet.find(ask.vmUid());
        if (parked.filter(claim -> !claim.parked()).isPresent()) {
            // Another scheduler has placed it.
            waitlist.taken(one, fleet);
            woken.placed(ask.vmUid());
            return;
        }
        if (parked.isEmpty() && waitlist.idle(one) && !fleet.fits(ask)) {
            waitlist.restsOn(one, now);
            return;
        }
        switch (fleet.earmarks()
                .attempt(one.id(), ask.request().priority(), () -> attempt(one.waiter(), parked),
                        Decision.Chosen.class::isInstance)) {
            case Decision.NoFit refusal -> {
                if (waitlist.stale(one, looks)) {
                    again.addAll(waitlist.defer(one));
                } else {
                    (parked.isPresent() ? Optional.of(new Placing.Outcome.Refused(refusal)) : room.refuse(ask, refusal))
                            .ifPresentOrElse(outcome -> waitlist.refused(one, refusal, outcome, fleet, now),
                                    () -> again.addAll(waitlist.defer(one)));
                }
            }
            case Decision.Chosen _ -> waitlist.taken(one, fleet);
        }
    }

    /** If there is a place, it is taken before anything is kept for others again. */
    private Decision attempt(Waitlist.Waiter waiter, Optional<Claim> parked) {
        var ask = waiter.ask();
        var decision = parked.isPresent() ? fleet.decideBack(parked.get(), ask.request()) : fleet.decide(ask);
        if (decision instanceof Decision.Chosen chosen) {
            take(waiter, chosen, parked.isPresent(), "");
        }
        return decision;
    }

    private boolean decide(Waitlist.Unit.Gang gang, Instant now) {
        if (pending.size() + gang.members().size() > Claims.BATCH) {
            return false;
        }
        var standing = waitlist.standing(gang, fleet);
        if (!standing.isEmpty()) {
            standing.forEach(woken::placed);
            return true;
        }
        var members = gang.members().values().stream().map(Waitlist.Waiter::ask).toList();
        var whole = new Gang(gang.name(), members.stream()
                .map(ask -> new Gang.Member(ask.vmUid(), ask.request()))
                .toList());
        switch (fleet.earmarks()
                .attempt(gang.id(), Waitlist.priority(members), () -> fleet.sites().place(fleet.view(), whole),
                        Gang.Outcome.Whole.class::isInstance)) {
            case Gang.Outcome.Whole(var placed) -> {
                Map<String, Decision.Chosen> chosen = placed.stream()
                        .collect(Collectors.toMap(claim -> claim.machine(), Round::chosen));
                gang.members().forEach((uid, waiter) -> take(waiter, found(chosen, uid), false, gang.name()));
                waitlist.taken(gang, fleet);
            }
            case Gang.Outcome.Absent(_, var before, var refusal) -> {
                if (waitlist.stale(gang, looks)) {
                    again.addAll(waitlist.defer(gang));
                } else {
                    waitlist.refused(gang, refusal, apart(before, members, refusal), fleet, now);
                }
            }
        }
        return true;
    }

    private static Decision.Chosen found(Map<String, Decision.Chosen> chosen, String uid) {
        var found = chosen.get(uid);
        if (found == null) {
            throw new IllegalStateException("A whole gang has a place for " + uid);
        }
        return found;
    }

    private static Decision.Chosen chosen(io.cairn.scheduler.domain.model.Claim claim) {
        return new Decision.Chosen(claim.node(), claim.devices(), claim.cells(), 0);
    }

    private static Placing.Outcome.Refused apart(int before, List<ClaimAsk> members, Decision.NoFit refusal) {
        var what = members.stream().allMatch(ask -> ask.holds().isPresent()) ? "pieces of the reservation"
                : "members of the gang";
        return new Placing.Outcome.Refused(new Decision.NoFit(refusal.reason(),
                "%d of %d %s fit, the next one does not: %s".formatted(before, members.size(), what,
                        refusal.message()),
                refusal.nextStep(), refusal.explanation()));
    }

    private void take(Waitlist.Waiter waiter, Decision.Chosen chosen, boolean back, String gang) {
        var ask = waiter.ask();
        var before = fleet.find(ask.vmUid()).filter(_ -> back);
        var amount = Amount.of(ask.request().resources());
        var shape = fleet.shape(ask.request());
        fleet.assume(new Claim(0, ask.vmUid(), ask.generation(), ask.title(), chosen.node(), amount, chosen.devices(),
                chosen.cells(), shape, before.map(Claim::piece).orElse(ask.holds())), ask.request());
        pending.add(new Pending.Placed(waiter, back
                ? new Intent.Return(ask.vmUid(), ask.generation(), chosen.node(), amount, chosen.devices(),
                        chosen.cells(), shape)
                : new Intent.Take(ask.vmUid(), ask.generation(), ask.title(), chosen.node(), amount, chosen.devices(),
                        chosen.cells(), shape, gang, ask.holds()),
                before));
    }

    private void commit() {
        if (pending.isEmpty()) {
            return;
        }
        List<Result> results;
        try {
            results = claims.commit(pending.stream().map(Pending::intent).toList());
        } catch (RuntimeException e) {
            pending.forEach(one -> answering.failed(one, e));
            throw e;
        }
        for (var i = 0; i < results.size(); i++) {
            answering.answer(pending.get(i), results.get(i));
        }
    }
}
