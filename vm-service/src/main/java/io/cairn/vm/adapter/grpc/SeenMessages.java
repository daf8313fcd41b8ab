package io.cairn.vm.adapter.grpc;

import io.cairn.contract.machine.v1.ExitCause;
import io.cairn.contract.machine.v1.MachineState;
import io.cairn.contract.machine.v1.ObservedMachine;
import io.cairn.vm.domain.VmFacts;
import java.time.Instant;
import java.util.Optional;

/** What a node says of a machine. */
final class SeenMessages {
    private SeenMessages() {}

    static VmFacts.Seen of(ObservedMachine seen) {
        var started = seen.getStartedEpochMilli() == 0
                ? Optional.<Instant>empty()
                : Optional.of(Instant.ofEpochSecond(seen.getStartedEpochMilli() / 1000));
        var problem = seen.hasProblem()
                ? Optional.of(new VmFacts.Problem(seen.getProblem().getReason(), seen.getProblem().getMessage()))
                : Optional.<VmFacts.Problem>empty();
        return new VmFacts.Seen(state(seen.getState()), seen.getEpoch(), seen.getGeneration(), seen.getRun(),
                seen.getStarts(), exit(seen.getLastExit()), seen.getLastExitMessage(), started,
                seen.getAddressesList()
                        .stream()
                        .map(a -> new VmFacts.Address(a.getNetwork(), a.getMac(), a.getIp()))
                        .toList(),
                problem, seen.getProgressPercent(), seen.getProgressMessage());
    }

    private static VmFacts.State state(MachineState state) {
        return switch (state) {
            case MACHINE_STATE_ABSENT -> VmFacts.State.ABSENT;
            case MACHINE_STATE_PREPARING -> VmFacts.State.PREPARING;
            case MACHINE_STATE_RUNNING -> VmFacts.State.RUNNING;
            case MACHINE_STATE_PAUSED -> VmFacts.State.PAUSED;
            case MACHINE_STATE_STOPPING -> VmFacts.State.STOPPING;
            case MACHINE_STATE_OFF -> VmFacts.State.OFF;
            case MACHINE_STATE_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("An observation without a state");
        };
    }

    private static VmFacts.Exit exit(ExitCause cause) {
        return switch (cause) {
            case EXIT_CAUSE_UNSPECIFIED, UNRECOGNIZED -> VmFacts.Exit.NONE;
            case EXIT_CAUSE_GUEST_SHUTDOWN -> VmFacts.Exit.GUEST_SHUTDOWN;
            case EXIT_CAUSE_REQUESTED -> VmFacts.Exit.REQUESTED;
            case EXIT_CAUSE_CRASHED -> VmFacts.Exit.CRASHED;
            case EXIT_CAUSE_LOST -> VmFacts.Exit.LOST;
        };
    }
}
