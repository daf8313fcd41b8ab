package io.cairn.vm.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.application.Quotas;
import io.cairn.vm.domain.Charge;
import io.cairn.vm.domain.Power;
import io.cairn.vm.domain.Vm;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What an operation must be beyond its schema: there is such a machine, and it can be done now. */
public final class OperationRules implements Kind.Rules<OperationKind.Spec, OperationKind.Facts, OperationKind.Status> {
    private final Supplier<Resources<VmSpec, VmFacts, VmStatus>> machines;
    private final Quotas quotas;

    public OperationRules(Supplier<Resources<VmSpec, VmFacts, VmStatus>> machines, Quotas quotas) {
        this.machines = machines;
        this.quotas = quotas;
    }

    @Override
    public List<Cause> validate(ObjectKey key, OperationKind.Spec spec, Optional<OperationKind.Spec> before) {
        return spec.params()
                .keySet()
                .stream()
                .sorted()
                .map(name -> Cause.forbidden("spec.params." + name, "the action takes no parameters"))
                .toList();
    }

    @Override
    public void admit(Caller caller, ObjectKey key, OperationKind.Spec spec,
            Optional<Resource<OperationKind.Spec, OperationKind.Facts, OperationKind.Status>> before) {
        if (before.isPresent()) {
            return;
        }
        var vm = machine(key, spec).orElseThrow(() -> missing(key, spec));
        failure(vm, spec).ifPresent(why -> {
            throw new Refusal(Reason.CONFLICT, why.message());
        });
        if (starts(vm, spec)) {
            quotas.check(Quotas.Holder.machine(vm.key()), Charge.running(true));
        }
        quotas.charge(Quotas.Holder.operation(key), Charge.OPERATION);
    }

    /** Better told at once than found out in an operation that has failed; it is booked when the operation begins. */
    private static boolean starts(Resource<VmSpec, VmFacts, VmStatus> vm, OperationKind.Spec spec) {
        var intention = spec.action()
                .deed()
                .intention(vm.spec().runStrategy(), Vm.wanted(vm.spec(), vm.facts()));
        var after = intention.strategy().map(vm.spec()::with).orElse(vm.spec());
        return Power.of(vm.metadata(), after, intention.facts().apply(vm.facts())) == Power.ON;
    }

    @Override
    public void admitDelete(Caller caller,
            Resource<OperationKind.Spec, OperationKind.Facts, OperationKind.Status> before) {
        if (before.metadata().finalizers().isEmpty()) {
            quotas.release(Quotas.Holder.operation(before.key()));
        }
    }

    Optional<Resource<VmSpec, VmFacts, VmStatus>> machine(ObjectKey key, OperationKind.Spec spec) {
        return machines.get().find(new ObjectKey(key.organisation(), key.namespace(), spec.vmName()));
    }

    private static Refusal missing(ObjectKey key, OperationKind.Spec spec) {
        var cause = new Cause("FieldValueNotFound", "spec.vmName",
                "Not found: \"%s\": there is no such machine in namespace %s".formatted(spec.vmName(),
                        key.namespace()));
        return new Refusal(Reason.INVALID, "VirtualMachineOperation.compute.cairn.io \"%s\" is invalid: %s: %s"
                .formatted(key.name(), cause.field(), cause.message()), List.of(cause));
    }

    /** Why the operation cannot be done to the machine as it is now. */
    static Optional<OperationKind.Failure> failure(Resource<VmSpec, VmFacts, VmStatus> vm, OperationKind.Spec spec) {
        if (vm.metadata().deleting()) {
            return Optional.of(new OperationKind.Failure("MachineDeleted",
                    "Machine %s is being deleted".formatted(vm.key())));
        }
        var other = spec.vmUid().filter(uid -> !uid.equals(vm.uid())).isPresent();
        var moved = spec.vmGeneration().filter(asked -> asked != vm.metadata().generation()).isPresent();
        if (other || moved) {
            return Optional.of(new OperationKind.Failure("PreconditionFailed",
                    "Precondition failed: machine %s has uid %s and generation %d; read it again before acting on it"
                            .formatted(vm.key(), vm.uid(), vm.metadata().generation())));
        }
        var intent = Vm.of(vm.metadata(), vm.spec(), vm.facts()).intent();
        return spec.action()
                .deed()
                .refusal(intent)
                .map(why -> new OperationKind.Failure("NotNow", "Machine %s %s".formatted(vm.key(), why)));
    }
}
