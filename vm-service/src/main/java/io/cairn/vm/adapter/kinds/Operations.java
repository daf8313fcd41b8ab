package io.cairn.vm.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.application.Quotas;
import io.cairn.vm.application.Vms;
import io.cairn.vm.domain.Charge;
import io.cairn.vm.domain.Vm;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries operations out. An operation begins when its intent is written to the machine, in one transaction with its own
 * start; from then on it only watches: done when the machine is as asked, failed when it cannot be any more.
 */
public final class Operations {
    private static final Logger log = LoggerFactory.getLogger(Operations.class);
    private static final int PAGE = 500;

    private final Supplier<Resources<OperationKind.Spec, OperationKind.Facts, OperationKind.Status>> operations;
    private final Supplier<Resources<VmSpec, VmFacts, VmStatus>> machines;
    private final Supplier<Vms> vms;
    private final OperationRules rules;
    private final Quotas quotas;
    private final Clock clock;
    /** Operations that may not have ended: hints, made whole by {@link #sweep}. */
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    /** Suppliers, because the kinds that hold the actions are declared before their stores exist. */
    public Operations(Supplier<Resources<OperationKind.Spec, OperationKind.Facts, OperationKind.Status>> operations,
            Supplier<Resources<VmSpec, VmFacts, VmStatus>> machines, Supplier<Vms> vms, OperationRules rules,
            Quotas quotas, Clock clock) {
        this.operations = operations;
        this.machines = machines;
        this.vms = vms;
        this.rules = rules;
        this.quotas = quotas;
        this.clock = clock;
    }

    /** A hint that these changed. */
    public void changed(Collection<String> uids) {
        open.addAll(uids);
    }

    /** Begins an operation unless it has begun; empty if it is gone. Safe to repeat. */
    Optional<Resource<OperationKind.Spec, OperationKind.Facts, OperationKind.Status>> begin(
            Resource<OperationKind.Spec, OperationKind.Facts, OperationKind.Status> operation) {
        open.add(operation.uid());
        try {
            // Under the row lock of the operation: whoever comes second finds it begun.
            return operations.get()
                    .changeFacts(operation.uid(), facts -> facts.ended() || facts.startedAt().isPresent()
                            ? facts
                            : begun(operation));
        } catch (Refusal refused) {
            return end(operation, Optional.of(new OperationKind.Failure("Refused",
                    String.valueOf(refused.getMessage()))));
        }
    }

    private OperationKind.Facts begun(
            Resource<OperationKind.Spec, OperationKind.Facts, OperationKind.Status> operation) {
        var now = Optional.of(now());
        var vm = rules.machine(operation.key(), operation.spec());
        var failure = vm.isEmpty()
                ? Optional.of(new OperationKind.Failure("MachineDeleted", "The machine was deleted"))
                : OperationRules.failure(vm.get(), operation.spec());
        var after = failure.isPresent() ? Optional.<Resource<VmSpec, VmFacts, VmStatus>>empty()
                : vm.flatMap(machine -> write(operation.spec(), machine));
        if (after.isEmpty()) {
            quotas.release(Quotas.Holder.operation(operation.key()));
            return new OperationKind.Facts(vm.map(Resource::uid), 0, 0, now, now, failure.or(() -> Optional
                    .of(new OperationKind.Failure("MachineDeleted", "The machine was deleted"))));
        }
        return new OperationKind.Facts(after.map(Resource::uid), after.get().metadata().generation(),
                after.get().facts().run(), now, Optional.empty(), Optional.empty());
    }

    private Optional<Resource<VmSpec, VmFacts, VmStatus>> write(OperationKind.Spec spec,
            Resource<VmSpec, VmFacts, VmStatus> vm) {
        var runs = Vm.of(vm.metadata(), vm.spec(), vm.facts()).intent() instanceof Vm.Intent.Run;
        var intention = spec.action().deed().intention(vm.spec().runStrategy(), runs);
        // The strategy first: what it books is locked before the version is taken, as everybody does.
        intention.strategy()
                .ifPresent(strategy -> machines.get()
                        .changeSpec(vm.uid(), "cairn-operations", before -> before.with(strategy))
                        .ifPresent(changed -> log.atTrace()
                                .addKeyValue("vm", changed.uid())
                                .log("Strategy changed")));
        return vms.get().change(vm.uid(), intention.facts());
    }

    /** Books operations that were made before there was an account of them. */
    public void takeAll() {
        var page = operations.get().page("", PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(operation -> !operation.facts().ended())
                    .forEach(operation -> quotas.take(Quotas.Holder.operation(operation.key()), Charge.OPERATION));
            page = page.size() < PAGE ? List.of() : operations.get().page(page.getLast().uid(), PAGE);
        }
    }

    /** Looks at every operation: nothing depends on a hint. */
    public void sweep() {
        var page = operations.get().page("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(this::look);
            page = page.size() < PAGE ? List.of() : operations.get().page(page.getLast().uid(), PAGE);
        }
    }

    /** Looks at those that may not have ended. */
    public void look() {
        for (var uid : List.copyOf(open)) {
            var operation = operations.get().findByUid(uid);
            if (operation.isEmpty() || operation.get().facts().ended()) {
                open.remove(uid);
            }
            operation.ifPresent(this::look);
        }
    }

    private void look(Resource<OperationKind.Spec, OperationKind.Facts, OperationKind.Status> operation) {
        var facts = operation.facts();
        if (facts.ended()) {
            if (!facts.endedAt().get().plusSeconds(operation.spec().ttlSecondsAfterFinished()).isAfter(now())) {
                operations.get().delete(operation.uid());
            }
            return;
        }
        open.add(operation.uid());
        if (facts.startedAt().isEmpty()) {
            begin(operation);
            return;
        }
        var vm = facts.vmUid().flatMap(uid -> vms.get().find(uid));
        if (vm.isEmpty() || vm.get().metadata().deleting()) {
            end(operation, Optional.of(new OperationKind.Failure("MachineDeleted", "The machine was deleted")));
        } else if (answered(vm.get(), facts)) {
            end(operation, superseded(operation.spec(), vm.get()));
        } else if (!operation.metadata()
                .creationTimestamp()
                .plusSeconds(operation.spec().deadlineSeconds())
                .isAfter(now())) {
            end(operation, Optional.of(late(operation.spec(), vm.get())));
        }
    }

    /** The machine is as it is asked to be now, having taken in what this operation asked for. */
    private static boolean answered(Resource<VmSpec, VmFacts, VmStatus> vm, OperationKind.Facts facts) {
        var ready = vm.status().condition("Ready").filter(c -> c.status().equals("True")).isPresent();
        var run = vm.facts().seen().map(VmFacts.Seen::run).orElse(0L);
        var off = vm.status().powerState().equals("Off");
        return ready && vm.metadata().generation() >= facts.generation() && (off || run >= facts.run());
    }

    private static Optional<OperationKind.Failure> superseded(OperationKind.Spec spec,
            Resource<VmSpec, VmFacts, VmStatus> vm) {
        var deed = spec.action().deed();
        return deed.reached(vm.status()) ? Optional.empty()
                : Optional.of(new OperationKind.Failure("Superseded",
                        "Something else was asked of the machine before it was %s: it is %s now".formatted(
                                deed.done(), vm.status().phase())));
    }

    private static OperationKind.Failure late(OperationKind.Spec spec, Resource<VmSpec, VmFacts, VmStatus> vm) {
        return new OperationKind.Failure("DeadlineExceeded",
                "The machine was not %s within %d s, and what was asked still stands. It is %s: %s".formatted(
                        spec.action().deed().done(), spec.deadlineSeconds(), vm.status().phase(),
                        vm.status().condition("Ready").map(c -> c.message()).orElse("")));
    }

    private Optional<Resource<OperationKind.Spec, OperationKind.Facts, OperationKind.Status>> end(
            Resource<OperationKind.Spec, OperationKind.Facts, OperationKind.Status> operation,
            Optional<OperationKind.Failure> failure) {
        return operations.get().changeFacts(operation.uid(), old -> {
            quotas.release(Quotas.Holder.operation(operation.key()));
            return old.end(now(), failure);
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
