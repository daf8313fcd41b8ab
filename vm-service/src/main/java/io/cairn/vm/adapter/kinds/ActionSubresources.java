package io.cairn.vm.adapter.kinds;

import io.cairn.resource.adapter.http.Wire;
import io.cairn.resource.adapter.json.KindCodec;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.OwnerReference;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import io.cairn.vm.domain.Act;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The acts as subresources of a machine: a POST makes the operation, begins it and answers with it. */
public final class ActionSubresources {
    private static final int MAX_NAME = 253;

    private final Supplier<Resources<OperationKind.Spec, OperationKind.Facts, OperationKind.Status>> store;
    private final Operations operations;
    private final Supplier<String> suffixes;

    /** @param suffixes makes short random words for names */
    public ActionSubresources(
            Supplier<Resources<OperationKind.Spec, OperationKind.Facts, OperationKind.Status>> store,
            Operations operations, Supplier<String> suffixes) {
        this.store = store;
        this.operations = operations;
        this.suffixes = suffixes;
    }

    public List<Subresource<VmSpec, VmFacts, VmStatus>> all() {
        return Arrays.stream(Act.values()).map(this::one).toList();
    }

    private Subresource<VmSpec, VmFacts, VmStatus> one(Act act) {
        return new Subresource.Action<>(act.name().toLowerCase(Locale.ROOT), act.deed().description(),
                (caller, vm, body) -> perform(act, caller, vm, OperationRequest.read(body)));
    }

    private Subresource.Outcome perform(Act act, Caller caller, Resource<VmSpec, VmFacts, VmStatus> vm,
            OperationRequest request) {
        var key = new ObjectKey(caller.organisation(), vm.metadata().namespace(),
                request.name().orElseGet(() -> name(act, vm)));
        // The machine that the path named when the request came is meant, not a later one of the same name.
        var spec = new OperationKind.Spec(vm.metadata().name(), act, request.uid().or(() -> Optional.of(vm.uid())),
                request.generation(), request.deadlineSeconds(), request.ttlSecondsAfterFinished(), Map.of());
        var made = make(key, vm, spec);
        var begun = operations.begin(made).orElse(made);
        var path = "/apis/compute.cairn.io/v1/namespaces/%s/virtualmachineoperations/%s".formatted(key.namespace(),
                key.name());
        return new Subresource.Outcome(Wire.object(new KindCodec<>(store.get().kind()), begun).toString(),
                Optional.of(path));
    }

    private String name(Act act, Resource<VmSpec, VmFacts, VmStatus> vm) {
        var end = "-" + act.name().toLowerCase(Locale.ROOT) + "-" + suffixes.get();
        var machine = vm.metadata().name();
        return machine.substring(0, Math.min(machine.length(), MAX_NAME - end.length())) + end;
    }

    /** The same act on the same machine under the same name is the same operation, however often it is asked for. */
    private Resource<OperationKind.Spec, OperationKind.Facts, OperationKind.Status> make(ObjectKey key,
            Resource<VmSpec, VmFacts, VmStatus> vm, OperationKind.Spec spec) {
        var standing = store.get().find(key);
        if (standing.isEmpty()) {
            try {
                var owner = new OwnerReference("compute.cairn.io/v1", "VirtualMachine", vm.metadata().name(), vm.uid(),
                        false, false);
                return store.get().create(key, Map.of(), List.of(owner), spec);
            } catch (Refusal refused) {
                if (refused.reason() != Reason.ALREADY_EXISTS) {
                    throw refused;
                }
                standing = store.get().find(key);
            }
        }
        return standing.filter(other -> same(other.spec(), spec))
                .orElseThrow(() -> new Refusal(Reason.ALREADY_EXISTS,
                        "Operation \"%s\" already exists and is another one; choose another name"
                                .formatted(key.name())));
    }

    private static boolean same(OperationKind.Spec one, OperationKind.Spec other) {
        return one.vmName().equals(other.vmName()) && one.action() == other.action()
                && one.vmUid().equals(other.vmUid());
    }
}
