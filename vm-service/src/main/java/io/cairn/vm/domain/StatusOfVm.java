package io.cairn.vm.domain;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Computes what users see of a machine. Pure. */
public final class StatusOfVm {
    private StatusOfVm() {}

    public static VmStatus status(Metadata metadata, VmSpec spec, VmFacts facts) {
        var vm = Vm.of(metadata, spec, facts);
        var action = vm.next();
        var seen = seenNow(facts);
        var phase = phase(vm, action, facts);
        return new VmStatus(phase, power(facts, seen), facts.place().map(VmFacts.Place::node),
                facts.place().map(VmFacts.Place::site).filter(site -> !site.isEmpty()),
                facts.place().map(VmFacts.Place::devices).orElse(List.of()),
                facts.place().map(VmFacts.Place::numaNodes).orElse(List.of()),
                seen.map(s -> s.addresses()
                        .stream()
                        .map(a -> new VmStatus.AddressStatus(a.network(), a.ip(), a.mac()))
                        .toList()).orElse(List.of()),
                facts.pinned().map(VmFacts.Pinned::cpus),
                facts.pinned().map(p -> Quantity.ofMebibytes(p.memoryMib())),
                facts.pinned().map(p -> Quantity.ofMebibytes(p.diskMib())),
                facts.pinned().map(p -> p.image().digest()), seen.map(s -> Math.max(0, s.starts() - 1)).orElse(0L),
                seen.flatMap(VmFacts.Seen::startedAt), seen.filter(s -> s.lastExit() != VmFacts.Exit.NONE)
                        .map(s -> s.lastExitMessage().isEmpty() ? s.lastExit().name().toLowerCase(Locale.ROOT)
                                : s.lastExitMessage()),
                conditions(metadata, vm, action, facts, phase), metadata.generation());
    }

    private static Optional<VmFacts.Seen> seenNow(VmFacts facts) {
        return facts.seen().filter(s -> s.epoch() >= facts.epoch() && facts.place().isPresent());
    }

    private static String phase(Vm vm, Action action, VmFacts facts) {
        var problem = facts.seen().flatMap(VmFacts.Seen::problem).isPresent();
        var removing = vm.intent() instanceof Vm.Intent.Remove;
        return switch (action) {
            case Action.Pin _ -> "Pending";
            case Action.Place _ -> facts.trouble().isPresent() ? "Pending" : "Scheduling";
            case Action.EnsureRunning _ -> problem ? "Failing" : starting(vm.seen(), facts);
            case Action.EnsurePaused _ -> problem ? "Failing"
                    : vm.seen() instanceof Vm.Observation.Present(var state, _, _) && state == VmFacts.State.RUNNING
                            ? "Pausing"
                            : starting(vm.seen(), facts);
            case Action.EnsureOff _ -> "Stopping";
            case Action.Park _,Action.Return _ -> "Preempted";
            case Action.EnsureGone _,Action.Release _,Action.Forget _ -> "Deleting";
            case Action.Withdraw _ -> removing ? "Deleting" : "Stopping";
            case Action.Await _ -> removing ? "Deleting" : "Unknown";
            case Action.Settled _ -> vm.intent() instanceof Vm.Intent.Halt ? "Stopped"
                    : vm.seen() instanceof Vm.Observation.Present(_, _, var finished) && finished ? "Completed"
                            : vm.intent() instanceof Vm.Intent.Run(_, var paused) && paused ? "Paused" : "Running";
        };
    }

    private static String starting(Vm.Observation seen, VmFacts facts) {
        return switch (seen) {
            case Vm.Observation.Present(var state, _, _) -> switch (state) {
                case PREPARING -> "Preparing";
                case RUNNING, STOPPING -> "Restarting";
                case OFF -> facts.seen().map(s -> s.starts() > 0).orElse(false) ? "Restarting" : "Starting";
                case PAUSED -> "Resuming";
                case ABSENT -> "Starting";
            };
            case Vm.Observation.NotYet _,Vm.Observation.Absent _,Vm.Observation.Silent _ -> "Starting";
        };
    }

    private static String power(VmFacts facts, Optional<VmFacts.Seen> seen) {
        if (facts.silentSince().isPresent()) {
            return "Unknown";
        }
        return seen.map(s -> switch (s.state()) {
            case RUNNING, STOPPING -> "On";
            case PAUSED -> "Paused";
            case ABSENT, PREPARING, OFF -> "Off";
        }).orElse("Off");
    }

    private static List<Condition> conditions(Metadata metadata, Vm vm, Action action, VmFacts facts, String phase) {
        var settled = action instanceof Action.Settled;
        var list = new ArrayList<Condition>();
        var why = Reasons.of(vm, action, facts, phase);
        list.add(condition(metadata, facts, "Ready",
                settled ? "True" : action instanceof Action.Await ? "Unknown" : "False",
                settled ? "AsAsked" : why.reason(), why.message()));
        var on = facts.seen().map(s -> s.state() == VmFacts.State.RUNNING && s.epoch() >= facts.epoch()).orElse(false);
        var unknown = facts.silentSince().isPresent();
        list.add(condition(metadata, facts, "Running", unknown ? "Unknown" : on ? "True" : "False",
                unknown ? "NodeUnreachable" : on ? "DomainRuns" : phase,
                on && !unknown ? "The domain runs" : why.message()));
        if (!unknown && power(facts, seenNow(facts)).equals("Paused")) {
            list.add(condition(metadata, facts, "Paused", "True", phase, why.message()));
        }
        facts.preempted().ifPresent(now -> list.add(preempted(metadata, facts, now)));
        list.add(scheduled(metadata, facts));
        var stalled = facts.trouble().isPresent() || facts.seen().flatMap(VmFacts.Seen::problem).isPresent();
        if (!settled) {
            list.add(condition(metadata, facts, "Reconciling", "True", why.reason(), why.message()));
            if (stalled) {
                list.add(condition(metadata, facts, "Stalled", "True", why.reason(), why.message()));
            }
        }
        return list;
    }

    private static Condition preempted(Metadata metadata, VmFacts facts, VmFacts.Preempted now) {
        return switch (now.stage()) {
            case NOTICE -> condition(metadata, facts, "Preempted", "False", "PreemptionNotice",
                    "Its room is needed for a machine of a higher priority class: it is shut down at " + now.offAt());
            case LEAVING -> condition(metadata, facts, "Preempted", "True", "Preempted",
                    "It makes room for a machine of a higher priority class");
            case PARKED -> condition(metadata, facts, "Preempted", "True", "Preempted",
                    Reasons.gone(facts.place().map(VmFacts.Place::node).orElse("")));
        };
    }

    private static Condition scheduled(Metadata metadata, VmFacts facts) {
        if (facts.place().isPresent() && !facts.is(VmFacts.Stage.PARKED)) {
            return condition(metadata, facts, "Scheduled", "True", "Placed",
                    "Placed on node %s at epoch %d".formatted(facts.place().get().node(), facts.epoch()));
        }
        return facts.trouble()
                .map(trouble -> condition(metadata, facts, "Scheduled", "False", trouble.reason(),
                        Reasons.said(trouble)))
                .orElseGet(() -> condition(metadata, facts, "Scheduled", "False",
                        facts.place().isPresent() ? "Preempted" : "NotPlaced", facts.place()
                                .map(place -> Reasons.gone(place.node()))
                                .orElse("Not placed on a node")));
    }

    private static Condition condition(Metadata metadata, VmFacts facts, String type, String status, String reason,
            String message) {
        var since = facts.since().getOrDefault(type + "=" + status, metadata.creationTimestamp());
        return new Condition(type, status, reason, message, since, metadata.generation());
    }
}
