package io.cairn.vm.application;

import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.domain.Action;
import io.cairn.vm.domain.Vm;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import io.cairn.vm.domain.reservation.Redemption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one machine as far as it can go now: load, {@link Vm#next}, perform, again. It takes no input but which machine
 * to look at; what is to be done follows from the stored facts alone, so a restart, a repeat and the ordinary case are
 * one path.
 */
public final class Reconciler implements Loop.Subject {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final int MAX_STEPS = 12;
    private static final Duration REST = Duration.ofMinutes(5);
    private static final Duration RECHECK = Duration.ofSeconds(10);
    private static final Duration STILL_HERE = Duration.ofSeconds(45);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

    private final Vms vms;
    private final Scheduler scheduler;
    private final Pinning pinning;
    private final Redemptions redemptions;
    private final NodePush nodes;
    private final Clock clock;

    public Reconciler(Vms vms, Scheduler scheduler, Pinning pinning, Redemptions redemptions, NodePush nodes,
            Clock clock) {
        this.redemptions = redemptions;
        this.vms = vms;
        this.scheduler = scheduler;
        this.pinning = pinning;
        this.nodes = nodes;
        this.clock = clock;
    }

    @Override
    public String noun() {
        return "vm";
    }

    @Override
    public List<String> page(String afterUid, int limit) {
        return vms.page(afterUid, limit).stream().map(Resource::uid).toList();
    }

    @Override
    public Optional<Instant> reconcile(String uid) {
        for (var step = 0; step < MAX_STEPS; step++) {
            var found = vms.find(uid);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            var next = perform(found.get());
            if (next.isPresent()) {
                return next;
            }
        }
        return Optional.of(clock.instant().plus(RECHECK));
    }

    /** One step; empty if there may be another one at once. */
    private Optional<Instant> perform(Resource<VmSpec, VmFacts, VmStatus> vm) {
        var machine = Vm.of(vm.metadata(), vm.spec(), vm.facts());
        if (vm.facts().frozen() && !(machine.intent() instanceof Vm.Intent.Run)) {
            // A pause ends with the run that it was for.
            vms.change(vm.uid(), VmFacts::resumed);
            return Optional.empty();
        }
        var leaving = vm.facts().preempted().filter(now -> now.stage() == VmFacts.Stage.NOTICE);
        if (leaving.filter(now -> !now.offAt().isAfter(clock.instant())).isPresent()) {
            vms.change(vm.uid(), VmFacts::leaving);
            return Optional.empty();
        }
        return perform(vm, machine.next())
                .map(at -> leaving.map(VmFacts.Preempted::offAt).filter(off -> off.isBefore(at)).orElse(at));
    }

    private Optional<Instant> perform(Resource<VmSpec, VmFacts, VmStatus> vm, Action action) {
        var retryAt = vm.facts().trouble().map(VmFacts.Trouble::retryAt);
        if (needsOthers(action) && retryAt.filter(at -> at.isAfter(clock.instant())).isPresent()) {
            return retryAt;
        }
        return switch (action) {
            case Action.Pin _ -> pin(vm);
            case Action.Place _ -> place(vm);
            case Action.EnsureRunning(var node, _) -> pushed(node);
            case Action.EnsurePaused(var node, _) -> pushed(node);
            case Action.EnsureOff(var node) -> pushed(node);
            case Action.EnsureGone(var node) -> pushed(node);
            case Action.Park(var node) -> park(vm, node);
            case Action.Return _ -> back(vm);
            case Action.Release(var node) -> release(vm, node);
            case Action.Withdraw _ -> withdraw(vm);
            case Action.Forget _ -> forget(vm);
            case Action.Await(var node, _) -> await(vm, node);
            case Action.Settled _ -> settled(vm);
        };
    }

    private static boolean needsOthers(Action action) {
        return action instanceof Action.Pin || action instanceof Action.Place || action instanceof Action.Release
                || action instanceof Action.Withdraw || action instanceof Action.Park
                || action instanceof Action.Return;
    }

    private Optional<Instant> pushed(String node) {
        nodes.push(node);
        return Optional.of(clock.instant().plus(RECHECK));
    }

    private Optional<Instant> settled(Resource<VmSpec, VmFacts, VmStatus> vm) {
        if (vm.facts().trouble().isPresent()) {
            vms.change(vm.uid(), facts -> facts.troubled(Optional.empty()));
        }
        // The node learns of a change that needs nothing done, such as Always becoming RerunOnFailure while it runs.
        vm.facts().place().ifPresent(place -> nodes.push(place.node()));
        return Optional.of(clock.instant().plus(REST));
    }

    private Optional<Instant> pin(Resource<VmSpec, VmFacts, VmStatus> vm) {
        try {
            return switch (pinning.pin(vm.key(), vm.spec())) {
                case Pinning.Outcome.Pinned(var pinned) -> {
                    vms.change(vm.uid(), facts -> facts.pinned().isPresent() ? facts : facts.withPinned(pinned));
                    yield Optional.empty();
                }
                case Pinning.Outcome.NotYet(var reason, var message) -> trouble(vm, reason, message, "");
            };
        } catch (Refusal refused) {
            return trouble(vm, "QuotaExceeded", refused.sentence(), "It is tried again by itself");
        } catch (Unavailable away) {
            return trouble(vm, "ServiceUnavailable", String.valueOf(away.getMessage()), "It is tried again by itself");
        }
    }

    private Optional<Instant> place(Resource<VmSpec, VmFacts, VmStatus> vm) {
        if (!vm.facts().asking()) {
            vms.change(vm.uid(), VmFacts::asked);
            return Optional.empty();
        }
        return claim(vm, redemption(vm), granted -> {
            record(vm, granted.place());
            log.atInfo()
                    .addKeyValue("vm", vm.uid())
                    .addKeyValue("node", granted.node())
                    .addKeyValue("epoch", vm.facts().epoch() + 1)
                    .log("Machine placed");
        });
    }

    private Optional<Redemption> redemption(Resource<VmSpec, VmFacts, VmStatus> vm) {
        return redemptions.of(vm.key(), vm.spec(), vm.facts().pinned().orElseThrow());
    }

    /** A reservation that is closed has better words than the scheduler, who may have been asked only for what stands. */
    private static Scheduler.Answer worded(Scheduler.Answer answer, Optional<Redemption> redemption) {
        return answer instanceof Scheduler.Answer.Refused && redemption.isPresent()
                && redemption.get() instanceof Redemption.Closed(var reason, var message, var nextStep)
                        ? new Scheduler.Answer.Refused(reason, message, nextStep)
                        : answer;
    }

    /** Empty if it was granted and is taken in. */
    private Optional<Instant> claim(Resource<VmSpec, VmFacts, VmStatus> vm, Optional<Redemption> redemption,
            Consumer<Scheduler.Answer.Granted> taken) {
        try {
            var answer = scheduler.claim(new Scheduler.Ask(vm.key(), vm.uid(), wish(vm), vm.metadata().labels(),
                    vm.spec(), vm.facts().pinned().orElseThrow(), waitingSince(vm), Redemptions.asked(vm.spec(),
                            redemption)));
            return switch (worded(answer, redemption)) {
                case Scheduler.Answer.Granted granted -> {
                    taken.accept(granted);
                    yield Optional.empty();
                }
                case Scheduler.Answer.Refused refused -> {
                    refused.victims().forEach(this::notice);
                    yield refused.waiting().isEmpty()
                            ? trouble(vm, refused.reason(), refused.message(), refused.nextStep())
                            : waits(vm, refused);
                }
            };
        } catch (Unavailable away) {
            return trouble(vm, "ServiceUnavailable", String.valueOf(away.getMessage()), "It is tried again by itself");
        }
    }

    private static Instant waitingSince(Resource<VmSpec, VmFacts, VmStatus> vm) {
        return vm.facts().since().getOrDefault("Scheduled=False", vm.metadata().creationTimestamp());
    }

    /** It is in the scheduler's queue, and is woken; it only says now and then that it still waits. */
    private Optional<Instant> waits(Resource<VmSpec, VmFacts, VmStatus> vm, Scheduler.Answer.Refused refused) {
        var attempts = vm.facts().trouble().map(VmFacts.Trouble::attempts).orElse(0) + 1;
        // The first time soon: it may have been woken before its trouble was stored.
        var soon = Duration.ofSeconds(3L << Math.min(attempts - 1, 4));
        return trouble(vm, new VmFacts.Trouble(refused.reason(), refused.message(), refused.nextStep(), attempts,
                clock.instant().plus(soon.compareTo(STILL_HERE) > 0 ? STILL_HERE : soon), refused.waiting()));
    }

    /** Tells a machine that its room is needed; what happens then is its own reconciliation's business. */
    private void notice(Scheduler.Victim victim) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        vms.change(victim.vmUid(), facts -> facts.noticed(victim.claimId(), now, now.plus(victim.notice())));
    }

    private Optional<Instant> park(Resource<VmSpec, VmFacts, VmStatus> vm, String node) {
        try {
            if (!scheduler.park(vm.uid(), wish(vm))) {
                // Another replica is ahead of this one.
                return Optional.of(clock.instant().plus(RECHECK));
            }
        } catch (Unavailable away) {
            return trouble(vm, "ServiceUnavailable", String.valueOf(away.getMessage()), "It is tried again by itself");
        }
        vms.change(vm.uid(), facts -> facts.run() == vm.facts().run() ? facts.parked() : facts);
        log.atInfo().addKeyValue("vm", vm.uid()).addKeyValue("node", node).log("Machine made room");
        return Optional.empty();
    }

    private Optional<Instant> back(Resource<VmSpec, VmFacts, VmStatus> vm) {
        return claim(vm, Optional.empty(), granted -> vms.change(vm.uid(), facts -> facts.is(VmFacts.Stage.PARKED)
                && facts.place().filter(place -> place.node().equals(granted.node())).isPresent()
                        ? facts.back(granted.place())
                        : facts));
    }

    /** Grows with each intent: a claim given back for an older one cannot be the claim of a newer one. */
    private static long wish(Resource<VmSpec, VmFacts, VmStatus> vm) {
        return vm.metadata().generation() + vm.facts().run();
    }

    /** Deleted meanwhile or not: the claim is recorded, so that it is given back. */
    private void record(Resource<VmSpec, VmFacts, VmStatus> vm, VmFacts.Place place) {
        // A replica that withdrew meanwhile may have given back this very claim, or come too early to: ask again.
        var recorded = vms.change(vm.uid(), facts -> facts.place().isPresent() ? facts
                : facts.asking() ? facts.placedOn(place) : facts.asked());
        if (recorded.isEmpty()) {
            // It let the object go.
            released(vm, scheduler.release(vm.uid(), wish(vm)));
        }
    }

    private Optional<Instant> release(Resource<VmSpec, VmFacts, VmStatus> vm, String node) {
        try {
            released(vm, scheduler.release(vm.uid(), Long.MAX_VALUE));
        } catch (Unavailable away) {
            return trouble(vm, "ServiceUnavailable", String.valueOf(away.getMessage()), "It is tried again by itself");
        }
        vms.change(vm.uid(), VmFacts::released);
        // The node no longer needs to remember that it is gone.
        nodes.push(node);
        return Optional.empty();
    }

    private static void released(Resource<VmSpec, VmFacts, VmStatus> vm, boolean released) {
        log.atInfo().addKeyValue("vm", vm.uid()).addKeyValue("released", released).log("Claim given back");
    }

    /** Silence proves nothing; that its operators say that the site is lost does, for machines whose owners agreed. */
    private Optional<Instant> await(Resource<VmSpec, VmFacts, VmStatus> vm, String node) {
        var later = Optional.of(clock.instant().plus(RECHECK));
        var needed = vm.metadata().deleting() || Vm.wanted(vm.spec(), vm.facts());
        if (!needed || !vm.spec().failsOver()) {
            return later;
        }
        try {
            if (!scheduler.abandon(vm.uid(), node)) {
                return later;
            }
        } catch (Unavailable away) {
            // It waits anyway.
            return later;
        }
        vms.change(vm.uid(), facts -> facts.epoch() == vm.facts().epoch() && facts.silentSince().isPresent()
                && facts.place().isPresent() ? facts.lost() : facts);
        log.atWarn().addKeyValue("vm", vm.uid()).addKeyValue("node", node).log("The site of a machine is lost");
        return Optional.empty();
    }

    private Optional<Instant> withdraw(Resource<VmSpec, VmFacts, VmStatus> vm) {
        try {
            if (!scheduler.release(vm.uid(), wish(vm))) {
                // The machine is to run again, and another replica has claimed for that already.
                return Optional.empty();
            }
        } catch (Unavailable away) {
            return trouble(vm, "ServiceUnavailable", String.valueOf(away.getMessage()), "It is tried again by itself");
        }
        vms.change(vm.uid(), facts -> facts.place().isPresent() ? facts : facts.released());
        return Optional.empty();
    }

    private Optional<Instant> forget(Resource<VmSpec, VmFacts, VmStatus> vm) {
        vms.forget(vm.uid());
        return Optional.empty();
    }

    private Optional<Instant> trouble(Resource<VmSpec, VmFacts, VmStatus> vm, String reason, String message,
            String nextStep) {
        var attempts = vm.facts().trouble().map(VmFacts.Trouble::attempts).orElse(0) + 1;
        var wait = Duration.ofMillis(500L << Math.min(attempts - 1, 6));
        var at = clock.instant().plus(wait.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : wait);
        return trouble(vm, new VmFacts.Trouble(reason, message, nextStep, attempts, at));
    }

    private Optional<Instant> trouble(Resource<VmSpec, VmFacts, VmStatus> vm, VmFacts.Trouble trouble) {
        vms.change(vm.uid(), facts -> facts.troubled(Optional.of(trouble)));
        return Optional.of(trouble.retryAt());
    }
}
