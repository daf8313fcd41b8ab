package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.Decision;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One batch: decided, committed, answered. */
final class Round {
    private static final int ATTEMPTS = 8;

    private final Fleet fleet;
    private final Claims claims;
    private final Clock clock;
    private final Batches.Tally tally;
    private final long looks;
    private final List<Job> again = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();

    private record Pending(Job job, Intent intent) {}

    Round(Fleet fleet, Claims claims, Clock clock, Batches.Tally tally, long looks) {
        this.fleet = fleet;
        this.claims = claims;
        this.clock = clock;
        this.tally = tally;
        this.looks = looks;
    }

    /** @return jobs that have to be looked at again, on a view that is brought up to date */
    List<Job> run(List<Job> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        var started = clock.instant();
        // What is given back may be what others wait for.
        jobs.stream().filter(Job.Release.class::isInstance).forEach(this::decide);
        jobs.stream().filter(Job.Ask.class::isInstance).forEach(this::decide);
        var decided = clock.instant();
        commit();
        if (!pending.isEmpty()) {
            tally.batch(pending.size(), Duration.between(started, decided), Duration.between(decided, clock.instant()));
        }
        return again;
    }

    private void decide(Job job) {
        switch (job) {
            case Job.Release release -> pending.add(new Pending(job, new Intent.Release(release.vmUid(),
                    release.generation())));
            case Job.Ask ask -> decide(ask);
        }
    }

    private void decide(Job.Ask job) {
        var ask = job.ask();
        var amount = Amount.of(ask.request().resources());
        var shape = fleet.shape(ask.request());
        if (fleet.find(ask.vmUid()).isPresent()) {
            pending.add(new Pending(job, new Intent.Resize(ask.vmUid(), ask.generation(), amount, shape)));
            return;
        }
        switch (fleet.decide(ask.vmUid(), ask.request())) {
            case Decision.NoFit refusal -> refuse(job, refusal);
            case Decision.Chosen chosen -> {
                var take = new Intent.Take(ask.vmUid(), ask.generation(), ask.title(), chosen.node(), amount,
                        chosen.devices(), chosen.cells(), shape, "");
                fleet.assume(take.claim(), ask.request());
                pending.add(new Pending(job, take));
            }
        }
    }

    /** Nobody is sent away on a view that is older than the question. */
    private void refuse(Job.Ask job, Decision.NoFit refusal) {
        if (looks > job.looksBefore()) {
            job.answer().complete(new Placing.Outcome.Refused(Refusing.words(refusal, fleet, job.ask().request())));
        } else {
            again.add(job);
        }
    }

    private void commit() {
        if (pending.isEmpty()) {
            return;
        }
        List<Result> results;
        try {
            results = claims.commit(pending.stream().map(Pending::intent).toList());
        } catch (RuntimeException e) {
            pending.stream()
                    .filter(one -> one.intent() instanceof Intent.Take)
                    .forEach(one -> fleet.forget(one.job()
                            .vmUid()));
            throw e;
        }
        for (var i = 0; i < results.size(); i++) {
            var one = pending.get(i);
            switch (one.job()) {
                case Job.Release release -> released(release, results.get(i));
                case Job.Ask ask -> answered(ask, one, results.get(i));
            }
        }
    }

    private void released(Job.Release job, Result result) {
        switch (result) {
            case Result.Done(var claim) -> fleet.remove(claim.vmUid(), claim.id());
            case Result.Stands(var claim) -> fleet.put(claim);
            case Result.Absent _ -> fleet.forget(job.vmUid());
            case Result.NoRoom _ -> throw new IllegalStateException("A release needs no room");
        }
        job.answer().complete(result);
    }

    private void answered(Job.Ask job, Pending one, Result result) {
        switch (result) {
            case Result.Done(var claim) -> {
                if (one.intent() instanceof Intent.Take) {
                    fleet.confirm(claim);
                } else {
                    fleet.put(claim);
                }
                job.answer().complete(new Placing.Outcome.Granted(claim));
            }
            case Result.Stands(var claim) -> {
                fleet.forget(job.vmUid());
                fleet.put(claim);
                if (claim.generation() >= job.ask().generation()) {
                    job.answer().complete(new Placing.Outcome.Granted(claim));
                } else {
                    retry(job);
                }
            }
            case Result.Absent _ -> {
                fleet.forget(job.vmUid());
                retry(job);
            }
            case Result.NoRoom lost when one.intent() instanceof Intent.Resize -> tooSmall(job, lost);
            case Result.NoRoom _ -> {
                fleet.forget(job.vmUid());
                tally.lost();
                retry(job);
            }
        }
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

    private static void tooSmall(Job.Ask job, Result.NoRoom lost) {
        job.answer()
                .complete(new Placing.Outcome.Refused(Refusing.of("ResizeDoesNotFit",
                        "Node %s has no room for the larger size".formatted(lost.node()),
                        "Ask for less, or free some capacity on that node")));
    }
}
