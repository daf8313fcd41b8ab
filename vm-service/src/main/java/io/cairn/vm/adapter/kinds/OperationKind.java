package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The kind VirtualMachineOperation: one act on a machine, with its end. */
public final class OperationKind {
    private OperationKind() {}

    /** What to do. */
    public enum Act {
        START,
        STOP,
        RESTART
    }

    /** The act and its machine. */
    public record Spec(@Doc("Name of the machine in the same namespace") @Limits(immutable = true) String vmName,
            @Doc("What to do") @Limits(immutable = true) Act action,
            @Doc("How long the machine may take to be as asked, seconds") @Limits(min = 1, max = 86400, defaults = "600", immutable = true) int deadlineSeconds) {}

    /**
     * @param vmUid the machine that was acted on
     * @param generation the machine must answer this generation and run to be done
     */
    public record Facts(Optional<String> vmUid, @Limits(defaults = "0") long generation,
            @Limits(defaults = "0") long run,
            Optional<Instant> startedAt, Optional<Instant> endedAt, Optional<String> failure) {
        static final Facts NONE = new Facts(Optional.empty(), 0, 0, Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    /** How it goes. */
    public record Status(@Doc("Pending, Running, Succeeded or Failed") String phase,
            @Doc("When it began") Optional<Instant> startTime, @Doc("When it ended") Optional<Instant> completionTime,
            @Doc("Why it failed") Optional<String> reason, @Doc("Complete or Failed") List<Condition> conditions,
            @Doc("metadata.generation that this answers") long observedGeneration) {}

    public static final Kind<Spec, Facts, Status> KIND = Kind
            .of(Groups.COMPUTE, "VirtualMachineOperation", Spec.class, Facts.NONE, Status.class, OperationKind::status)
            .shortNames("vmop", "vmops")
            .description("One act on a machine: start, stop or restart")
            .column("VM", "string", "Machine", op -> op.spec().vmName())
            .column("Action", "string", "What is done",
                    op -> op.spec().action().name().toLowerCase(java.util.Locale.ROOT))
            .column("Phase", "string", "Pending, Running, Succeeded or Failed", op -> op.status().phase())
            .build();

    private static Status status(Metadata metadata, Spec spec, Facts facts) {
        var phase = facts.failure().isPresent() ? "Failed"
                : facts.endedAt().isPresent() ? "Succeeded" : facts.startedAt().isPresent() ? "Running" : "Pending";
        var at = facts.endedAt().or(facts::startedAt).orElse(metadata.creationTimestamp());
        var done = facts.endedAt().isPresent() && facts.failure().isEmpty();
        var complete = new Condition("Complete", done ? "True" : "False", phase,
                done ? "The machine is as asked" : facts.failure().orElse("The machine is not as asked yet"), at,
                metadata.generation());
        var failed = new Condition("Failed", facts.failure().isPresent() ? "True" : "False", phase,
                facts.failure().orElse(""), at, metadata.generation());
        return new Status(phase, facts.startedAt(), facts.endedAt(), facts.failure(), List.of(complete, failed),
                metadata.generation());
    }
}
