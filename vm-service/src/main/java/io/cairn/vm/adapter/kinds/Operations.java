package io.cairn.vm.adapter.kinds;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.OwnerReference;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import io.cairn.vm.application.Vms;
import io.cairn.vm.domain.Vm;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Acts on machines. An act writes the intent (the spec where the strategy says when the machine runs, else the power
 * request) and leaves an operation behind that tells how it went.
 */
public final class Operations {
    private static final int PAGE = 500;
    private static final Duration KEEP = Duration.ofHours(1);

    private final Supplier<Resources<OperationKind.Spec, OperationKind.Facts, OperationKind.Status>> operations;
    private final Supplier<Resources<VmSpec, VmFacts, VmStatus>> machines;
    private final Supplier<Vms> vms;
    private final Clock clock;
    private final Supplier<String> suffixes;

    /** Suppliers, because the kinds that hold the actions are declared before their stores exist. */
    public Operations(Supplier<Resources<OperationKind.Spec, OperationKind.Facts, OperationKind.Status>> operations,
            Supplier<Resources<VmSpec, VmFacts, VmStatus>> machines, Supplier<Vms> vms, Clock clock,
            Supplier<String> suffixes) {
        this.operations = operations;
        this.machines = machines;
        this.vms = vms;
        this.clock = clock;
        this.suffixes = suffixes;
    }

    public List<Subresource<VmSpec, VmFacts, VmStatus>> actions() {
        return List.of(action(OperationKind.Act.START, "Starts the machine"),
                action(OperationKind.Act.STOP, "Shuts the machine down"),
                action(OperationKind.Act.RESTART, "Shuts the machine down and starts it again"));
    }

    private Subresource<VmSpec, VmFacts, VmStatus> action(OperationKind.Act act, String description) {
        return new Subresource.Action<>(act.name().toLowerCase(Locale.ROOT), description,
                (caller, vm, body) -> perform(act, caller, vm, body));
    }

    private Subresource.Outcome perform(OperationKind.Act act, Caller caller,
            Resource<VmSpec, VmFacts, VmStatus> vm, Optional<String> body) {
        if (vm.metadata().deleting()) {
            throw new Refusal(Reason.CONFLICT, "Machine %s is being deleted".formatted(vm.key()));
        }
        var options = body.map(Json.MAPPER::readTree).orElseGet(Json.MAPPER::createObjectNode);
        var uid = options.path("uid").asString("");
        var generation = options.path("generation").asLong(vm.metadata().generation());
        if (!uid.isEmpty() && !uid.equals(vm.uid()) || generation != vm.metadata().generation()) {
            throw new Refusal(Reason.CONFLICT, "Precondition failed: machine %s has uid %s and generation %d"
                    .formatted(vm.key(), vm.uid(), vm.metadata().generation()));
        }
        var after = act(act, vm);
        var name = vm.metadata().name() + "-" + act.name().toLowerCase(Locale.ROOT) + "-" + suffixes.get();
        var key = new ObjectKey(caller.organisation(), vm.metadata().namespace(), name);
        var owner = new OwnerReference("compute.cairn.io/v1", "VirtualMachine", vm.metadata().name(), vm.uid(), false,
                false);
        var made = operations.get()
                .create(key, Map.of(), List.of(owner),
                        new OperationKind.Spec(vm.metadata().name(), act, 600));
        operations.get()
                .changeFacts(made.uid(), _ -> new OperationKind.Facts(Optional.of(vm.uid()),
                        after.metadata().generation(), after.facts().run(), Optional.of(now()), Optional.empty(),
                        Optional.empty()));
        var path = "/apis/compute.cairn.io/v1/namespaces/%s/virtualmachineoperations/%s".formatted(
                vm.metadata().namespace(),
                name);
        var answer = Json.MAPPER.createObjectNode()
                .put("apiVersion", "compute.cairn.io/v1")
                .put("kind", "VirtualMachineOperation");
        answer.putObject("metadata")
                .put("name", name)
                .put("namespace", vm.metadata().namespace())
                .put("uid", made.uid());
        answer.putObject("spec")
                .put("vmName", vm.metadata().name())
                .put("action",
                        io.cairn.resource.domain.schema.SchemaReader.word(act.name()));
        answer.putObject("status").put("phase", "Running");
        return new Subresource.Outcome(answer.toString(), Optional.of(path));
    }

    private Resource<VmSpec, VmFacts, VmStatus> act(OperationKind.Act act, Resource<VmSpec, VmFacts, VmStatus> vm) {
        var strategy = vm.spec().runStrategy();
        var halted = strategy == VmSpec.RunStrategy.HALTED;
        var declared = halted || strategy == VmSpec.RunStrategy.ALWAYS;
        var changed = switch (act) {
            case START -> declared ? strategy(vm, VmSpec.RunStrategy.ALWAYS) : power(vm, true);
            case STOP -> declared ? strategy(vm, VmSpec.RunStrategy.HALTED) : power(vm, false);
            case RESTART -> {
                if (!runs(vm)) {
                    throw new Refusal(Reason.CONFLICT, "Machine %s is off; start it instead".formatted(vm.key()));
                }
                yield vms.get().change(vm.uid(), VmFacts::restarted);
            }
        };
        return changed.orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "Machine %s is gone".formatted(vm.key())));
    }

    private static boolean runs(Resource<VmSpec, VmFacts, VmStatus> vm) {
        return Vm.of(vm.metadata(), vm.spec(), vm.facts()).intent() instanceof Vm.Intent.Run;
    }

    private Optional<Resource<VmSpec, VmFacts, VmStatus>> power(Resource<VmSpec, VmFacts, VmStatus> vm, boolean on) {
        return vms.get().change(vm.uid(), facts -> facts.powered(on, runs(vm)));
    }

    private Optional<Resource<VmSpec, VmFacts, VmStatus>> strategy(Resource<VmSpec, VmFacts, VmStatus> vm,
            VmSpec.RunStrategy wanted) {
        return machines.get()
                .changeSpec(vm.uid(), "start-stop", spec -> new VmSpec(wanted, spec.instanceType(),
                        spec.resources(), spec.image(), spec.rootDisk(), spec.devices(), spec.networks(),
                        spec.sshKeys(),
                        spec.userData(),
                        spec.placement(), spec.terminationGracePeriodSeconds()));
    }

    /** Ends the operations that are done, failed or too old. Takes no input: it looks at all of them. */
    public void sweep() {
        var page = operations.get().page("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(this::look);
            page = page.size() < PAGE ? List.of() : operations.get().page(page.getLast().uid(), PAGE);
        }
    }

    private void look(Resource<OperationKind.Spec, OperationKind.Facts, OperationKind.Status> operation) {
        var facts = operation.facts();
        if (facts.endedAt().isPresent()) {
            if (facts.endedAt().get().plus(KEEP).isBefore(clock.instant())) {
                operations.get().delete(operation.uid());
            }
            return;
        }
        var vm = facts.vmUid().flatMap(uid -> vms.get().find(uid));
        if (facts.vmUid().isEmpty()) {
            end(operation, Optional.of("Only the subresources start, stop and restart create operations so far"));
        } else if (vm.isEmpty()) {
            end(operation, Optional.of("The machine was deleted"));
        } else if (answered(vm.get(), facts)) {
            end(operation, Optional.empty());
        } else if (operation.metadata()
                .creationTimestamp()
                .plusSeconds(operation.spec().deadlineSeconds())
                .isBefore(clock.instant())) {
            end(operation, Optional.of("The machine was not as asked within %d s: %s".formatted(
                    operation.spec().deadlineSeconds(),
                    vm.get().status().condition("Ready").map(c -> c.message()).orElse(""))));
        }
    }

    private static boolean answered(Resource<VmSpec, VmFacts, VmStatus> vm, OperationKind.Facts facts) {
        var ready = vm.status().condition("Ready").filter(c -> c.status().equals("True")).isPresent();
        var run = vm.facts().seen().map(VmFacts.Seen::run).orElse(0L);
        var off = vm.status().powerState().equals("Off");
        return ready && vm.metadata().generation() >= facts.generation() && (off || run >= facts.run());
    }

    private void end(Resource<OperationKind.Spec, OperationKind.Facts, OperationKind.Status> operation,
            Optional<String> failure) {
        operations.get()
                .changeFacts(operation.uid(), old -> new OperationKind.Facts(old.vmUid(), old.generation(), old.run(),
                        old.startedAt(), Optional.of(now()), failure));
    }

    private Instant now() {
        return clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }
}
