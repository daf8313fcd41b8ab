package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import io.cairn.vm.domain.Act;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The kind VirtualMachineOperation: one act on a machine, with its end. */
public final class OperationKind {
    static final int DEADLINE_SECONDS = 600;
    static final int MAX_DEADLINE_SECONDS = 86_400;
    static final int KEPT_SECONDS = 3_600;
    static final int MAX_KEPT_SECONDS = 604_800;

    private OperationKind() {}

    /** The act and its machine. */
    public record Spec(@Doc("Name of the machine in the same namespace") @Limits(immutable = true) String vmName,
            @Doc("What to do") @Limits(immutable = true) Act action,
            @Doc("The machine must have this uid") @Limits(immutable = true) Optional<String> vmUid,
            @Doc("The machine must have this metadata.generation when the operation begins") @Limits(min = 1, immutable = true) Optional<Long> vmGeneration,
            @Doc("How long the machine may take to be as asked, seconds") @Limits(min = 1, max = MAX_DEADLINE_SECONDS, defaults = "600", immutable = true) int deadlineSeconds,
            @Doc("How long the operation is kept after its end, seconds") @Limits(min = 0, max = MAX_KEPT_SECONDS, defaults = "3600") int ttlSecondsAfterFinished,
            @Doc("Parameters of the action; no action takes any so far") @Limits(maxItems = 16, immutable = true) Map<String, String> params) {}

    /** Why it failed: one word and one sentence. */
    public record Failure(String reason, @Limits(maxLength = 4096) String message) {}

    /**
     * @param vmUid the machine that was acted on
     * @param generation what the machine must answer to be done
     * @param run the run that must be the machine's, unless it is off
     */
    public record Facts(Optional<String> vmUid, @Limits(defaults = "0") long generation,
            @Limits(defaults = "0") long run, Optional<Instant> startedAt, Optional<Instant> endedAt,
            Optional<Failure> failure) {
        static final Facts NONE = new Facts(Optional.empty(), 0, 0, Optional.empty(), Optional.empty(),
                Optional.empty());

        boolean ended() {
            return endedAt.isPresent();
        }

        /** The first end counts. */
        Facts end(Instant at, Optional<Failure> why) {
            return ended() ? this : new Facts(vmUid, generation, run, startedAt, Optional.of(at), why);
        }
    }

    /** How it goes. */
    public record Status(@Doc("Pending, Running, Succeeded or Failed") String phase,
            @Doc("When it began") Optional<Instant> startTime, @Doc("When it ended") Optional<Instant> completionTime,
            @Doc("Why it failed, for programs") Optional<String> reason,
            @Doc("Why it failed, for people") @Limits(maxLength = 4096) Optional<String> message,
            @Doc("Complete and Failed") List<Condition> conditions,
            @Doc("metadata.generation that this answers") long observedGeneration) {}

    public static Kind<Spec, Facts, Status> declare(Kind.Rules<Spec, Facts, Status> rules) {
        return Kind
                .of(Groups.COMPUTE, "VirtualMachineOperation", Spec.class, Facts.NONE, Status.class,
                        OperationKind::status)
                .shortNames("vmop", "vmops")
                .description("One act on a machine, such as a start, with its end")
                .rules(rules)
                .column("VM", "string", "Machine", op -> op.spec().vmName())
                .column("Action", "string", "What is done", op -> op.spec().action().name().toLowerCase(Locale.ROOT))
                .column("Phase", "string", "Pending, Running, Succeeded or Failed", op -> op.status().phase())
                .wideColumn("Reason", "string", "Why it failed", op -> op.status().reason().orElse(""))
                .build();
    }

    private static Status status(Metadata metadata, Spec spec, Facts facts) {
        var failure = facts.failure();
        var phase = failure.isPresent() ? "Failed"
                : facts.ended() ? "Succeeded" : facts.startedAt().isPresent() ? "Running" : "Pending";
        var at = facts.endedAt().or(facts::startedAt).orElse(metadata.creationTimestamp());
        var reason = failure.map(Failure::reason).orElse(phase);
        var done = phase.equals("Succeeded");
        var message = done
                ? "The machine is %s".formatted(spec.action().deed().done())
                : failure.map(Failure::message)
                        .orElse("The machine is not %s yet"
                                .formatted(spec.action().deed().done()));
        var complete = new Condition("Complete", done ? "True" : "False", reason, message, at, metadata.generation());
        var failed = new Condition("Failed", failure.isPresent() ? "True" : "False", reason,
                failure.map(Failure::message).orElse(""), at, metadata.generation());
        return new Status(phase, facts.startedAt(), facts.endedAt(), failure.map(Failure::reason),
                failure.map(Failure::message), List.of(complete, failed), metadata.generation());
    }
}
