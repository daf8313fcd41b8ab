package io.cairn.scheduler.application;

import java.util.List;

/** Takes in what came of a batch, and tells whoever asked. */
final class Answering {
    private static final int ATTEMPTS = 8;

    private final Fleet fleet;
    private final Waitlist waitlist;
    private final MakingRoom room;
    private final Batches.Tally tally;
    private final Woken woken;
    private final List<Job> again;

    /** Is told of machines that have a place though nobody is asking just now. */
    @FunctionalInterface
    interface Woken {
        void placed(String vmUid);
    }

    /** @param again takes jobs that have to be looked at again */
    Answering(Fleet fleet, Waitlist waitlist, MakingRoom room, Batches.Tally tally, Woken woken, List<Job> again) {
        this.fleet = fleet;
        this.waitlist = waitlist;
        this.room = room;
        this.tally = tally;
        this.woken = woken;
        this.again = again;
    }

    void answer(Pending one, Result result) {
        switch (one) {
            case Pending.Given(var job, _) -> given(job, result);
            case Pending.Sized(var job, _) -> sized(job, result);
            case Pending.Placed placed -> placed(placed, result);
            case Pending.Traded traded -> traded(traded, result);
        }
    }

    /** What was committed and what was not is known to the tables alone. */
    void failed(Pending one, RuntimeException cause) {
        switch (one) {
            case Pending.Given(var job, _) -> job.fail(cause);
            case Pending.Sized(var job, _) -> job.fail(cause);
            case Pending.Traded traded -> {
                forget(traded);
                traded.job().fail(cause);
            }
            case Pending.Placed placed -> {
                forget(placed);
                if (placed.waiter().askers.isEmpty()) {
                    waitlist.again(placed.waiter(), fleet);
                } else {
                    placed.waiter().askers.forEach(job -> job.fail(cause));
                }
            }
        }
    }

    /** What was assumed is not so. */
    private void forget(Pending.Placed one) {
        fleet.forget(one.intent().vmUid());
        one.before().ifPresent(fleet::put);
    }

    private void given(Job job, Result result) {
        switch (result) {
            case Result.Done(var claim) when job instanceof Job.Park -> fleet.put(claim);
            case Result.Done(var claim) -> fleet.remove(claim.vmUid(), claim.id());
            case Result.Stands(var claim) -> fleet.put(claim);
            case Result.Absent _ -> fleet.forget(job.vmUid());
            case Result.NoRoom _ -> throw new IllegalStateException("Who gives something back needs no room");
        }
        switch (job) {
            case Job.Release release -> release.answer().complete(result);
            case Job.Park park -> park.answer().complete(result);
            case Job.Ask _ -> throw new IllegalStateException("Who asks gives nothing back");
        }
    }

    private void sized(Job.Ask job, Result result) {
        switch (result) {
            case Result.Done(var claim) -> {
                fleet.put(claim);
                job.answer().complete(new Placing.Outcome.Granted(claim));
            }
            case Result.Stands(var claim) -> stands(job, claim);
            case Result.Absent _ -> {
                fleet.forget(job.vmUid());
                retry(job);
            }
            case Result.NoRoom(var node, _) -> job.answer()
                    .complete(new Placing.Outcome.Refused(Refusing.of("ResizeDoesNotFit",
                            "Node %s has no room for the larger size".formatted(node),
                            "Ask for less, or free some capacity on that node")));
        }
    }

    /** Somebody else was before it with the same machine. */
    private void stands(Job.Ask job, Claim claim) {
        known(claim);
        if (claim.generation() < job.ask().generation()) {
            retry(job);
        } else if (claim.parked()) {
            superseded(job);
        } else {
            job.answer().complete(new Placing.Outcome.Granted(claim));
        }
    }

    private void placed(Pending.Placed one, Result result) {
        var waiter = one.waiter();
        switch (result) {
            case Result.Done(var claim) -> {
                fleet.confirm(claim);
                room.dismiss(claim.vmUid());
                granted(waiter, claim);
            }
            case Result.Stands(var claim) -> {
                known(claim);
                if (claim.generation() < waiter.ask().generation()) {
                    retry(waiter);
                } else if (claim.parked()) {
                    waiter.askers.forEach(Answering::superseded);
                } else {
                    granted(waiter, claim);
                }
            }
            case Result.Absent _ -> {
                fleet.forget(waiter.ask().vmUid());
                retry(waiter);
            }
            case Result.NoRoom _ -> {
                forget(one);
                tally.lost();
                retry(waiter);
            }
        }
    }

    private void traded(Pending.Traded one, Result result) {
        var job = one.job();
        switch (result) {
            case Result.Done(var claim) -> {
                fleet.confirm(claim);
                job.answer().complete(new Placing.Outcome.Granted(claim));
            }
            case Result.Stands(var claim) -> {
                forget(one);
                stands(job, claim);
            }
            case Result.Absent _ -> {
                forget(one);
                retry(job);
            }
            case Result.NoRoom _ -> {
                forget(one);
                tally.lost();
                retry(job);
            }
        }
    }

    private void forget(Pending.Traded one) {
        fleet.forget(one.intent().vmUid());
        // If it is gone, too, the next look tells.
        fleet.put(one.piece());
    }

    private void known(Claim claim) {
        fleet.forget(claim.vmUid());
        fleet.put(claim);
    }

    private void granted(Waitlist.Waiter waiter, Claim claim) {
        if (waiter.askers.isEmpty()) {
            woken.placed(claim.vmUid());
        }
        waiter.answer(new Placing.Outcome.Granted(claim));
    }

    private void retry(Waitlist.Waiter waiter) {
        if (waiter.askers.isEmpty()) {
            if (waiter.lost() < ATTEMPTS) {
                waitlist.again(waiter, fleet);
            }
            return;
        }
        waiter.askers.forEach(this::retry);
    }

    private void retry(Job.Ask job) {
        if (job.lost() < ATTEMPTS) {
            again.add(job);
            return;
        }
        job.answer()
                .complete(new Placing.Outcome.Refused(Refusing.of("Contended",
                        "Other machines were faster %d times in a row".formatted(ATTEMPTS),
                        "It is tried again by itself")));
    }

    static void superseded(Job.Ask job) {
        job.answer()
                .complete(new Placing.Outcome.Refused(Refusing.of("Superseded",
                        "The machine has made room for others since this was asked", "It is tried again by itself")));
    }
}
