package io.cairn.node.adapter.grpc;

import io.cairn.contract.machine.v1.Address;
import io.cairn.contract.machine.v1.DesiredMachine;
import io.cairn.contract.machine.v1.ExitCause;
import io.cairn.contract.machine.v1.LogOptions;
import io.cairn.contract.machine.v1.MachineProblem;
import io.cairn.contract.machine.v1.MachineSpec;
import io.cairn.contract.machine.v1.MachineState;
import io.cairn.contract.machine.v1.ObservedMachine;
import io.cairn.node.application.Sight;
import io.cairn.node.domain.Known;
import io.cairn.node.domain.Layout;
import io.cairn.node.domain.LogQuery;
import io.cairn.node.domain.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Between the contract and the domain. */
public final class Wire {
    private Wire() {}

    public static Wanted wanted(DesiredMachine message) {
        var power = switch (message.getPower()) {
            case POWER_RUNNING -> Wanted.Power.RUNNING;
            case POWER_PAUSED -> Wanted.Power.PAUSED;
            case POWER_OFF -> Wanted.Power.OFF;
            case POWER_ABSENT -> Wanted.Power.ABSENT;
            case POWER_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("A desired machine without power");
        };
        var policy = switch (message.getRestartPolicy()) {
            case RESTART_POLICY_ALWAYS -> Wanted.Policy.ALWAYS;
            case RESTART_POLICY_ON_FAILURE -> Wanted.Policy.ON_FAILURE;
            case RESTART_POLICY_NEVER, RESTART_POLICY_UNSPECIFIED, UNRECOGNIZED -> Wanted.Policy.NEVER;
        };
        return new Wanted(message.getVmUid(), message.getEpoch(), message.getGeneration(), power, policy,
                message.getRun(),
                message.getGraceSeconds(), spec(message.getSpec()));
    }

    private static Wanted.Spec spec(MachineSpec spec) {
        var image = spec.getImage();
        return new Wanted.Spec(spec.getOrganisation(), spec.getNamespace(), spec.getName(), spec.getHostname(),
                spec.getCpus(),
                spec.getMemoryMib(), spec.getRootDiskMib(),
                new Wanted.Image(image.getName(), new Wanted.Blob(image.getDiskDigest(), image.getDiskBytes()),
                        image.getDiskFormat(), new Wanted.Blob(image.getKernelDigest(), image.getKernelBytes()),
                        new Wanted.Blob(image.getInitrdDigest(), image.getInitrdBytes()), image.getKernelArgs()),
                spec.getInterfacesList()
                        .stream()
                        .map(nic -> new Wanted.Nic(nic.getNetwork(), nic.getMac(),
                                new Wanted.Limit(nic.getBandwidthMbps())))
                        .toList(),
                spec.getUserData(), spec.getSshAuthorizedKeysList(),
                new Layout(spec.getLayout().getDedicatedCpus(), spec.getLayout().getHugepageMib(),
                        spec.getLayout().getNumaNodesList()),
                spec.getWhenTold() ? Wanted.Recovery.WHEN_TOLD : Wanted.Recovery.AT_ONCE);
    }

    public static ObservedMachine observed(Sight sight) {
        var known = sight.known();
        var message = ObservedMachine.newBuilder()
                .setVmUid(sight.uid())
                .setEpoch(sight.epoch())
                .setGeneration(sight.generation())
                .setState(state(sight.state()))
                .setRun(sight.run())
                .setStarts(known.starts())
                .setLastExit(exit(known.lastExit()))
                .setLastExitMessage(known.lastExitMessage())
                .setLastExitEpochMilli(known.lastExitAt().map(Instant::toEpochMilli).orElse(0L))
                .setStartedEpochMilli(known.startedAt().map(Instant::toEpochMilli).orElse(0L))
                .setProgressPercent(sight.percent())
                .setProgressMessage(sight.doing())
                .setOrphan(sight.orphan())
                .setDomainType(sight.type());
        sight.wanted()
                .ifPresent(wanted -> wanted.spec()
                        .nics()
                        .stream()
                        .limit(known.ip().isEmpty() ? 0 : 1)
                        .forEach(nic -> message.addAddresses(Address.newBuilder()
                                .setNetwork(nic.network())
                                .setMac(nic.mac())
                                .setIp(known.ip()))));
        sight.problem()
                .ifPresent(problem -> message.setProblem(MachineProblem.newBuilder()
                        .setReason(problem.reason())
                        .setMessage(problem.message())
                        .setAttempts(problem.attempts())));
        return message.build();
    }

    /** What is asked of a console log. */
    static LogQuery query(LogOptions log) {
        return new LogQuery(log.getFollow(),
                log.hasTailLines() ? Optional.of(log.getTailLines()) : Optional.empty(),
                log.hasSinceEpochMilli()
                        ? Optional.of(Instant.ofEpochMilli(log.getSinceEpochMilli()))
                        : Optional.empty(),
                log.hasSinceSeconds() ? Optional.of(Duration.ofSeconds(log.getSinceSeconds())) : Optional.empty(),
                log.getTimestamps(), log.hasLimitBytes() ? Optional.of(log.getLimitBytes()) : Optional.empty());
    }

    private static MachineState state(Sight.State state) {
        return switch (state) {
            case ABSENT -> MachineState.MACHINE_STATE_ABSENT;
            case PREPARING -> MachineState.MACHINE_STATE_PREPARING;
            case RUNNING -> MachineState.MACHINE_STATE_RUNNING;
            case PAUSED -> MachineState.MACHINE_STATE_PAUSED;
            case STOPPING -> MachineState.MACHINE_STATE_STOPPING;
            case OFF -> MachineState.MACHINE_STATE_OFF;
        };
    }

    private static ExitCause exit(Known.Exit exit) {
        return switch (exit) {
            case NONE -> ExitCause.EXIT_CAUSE_UNSPECIFIED;
            case GUEST_SHUTDOWN -> ExitCause.EXIT_CAUSE_GUEST_SHUTDOWN;
            case REQUESTED -> ExitCause.EXIT_CAUSE_REQUESTED;
            case CRASHED -> ExitCause.EXIT_CAUSE_CRASHED;
            case LOST -> ExitCause.EXIT_CAUSE_LOST;
        };
    }
}
