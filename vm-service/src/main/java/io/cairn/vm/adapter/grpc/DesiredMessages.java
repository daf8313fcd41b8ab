package io.cairn.vm.adapter.grpc;

import io.cairn.contract.machine.v1.DesiredMachine;
import io.cairn.contract.machine.v1.HostLayout;
import io.cairn.contract.machine.v1.ImageSource;
import io.cairn.contract.machine.v1.MachineSpec;
import io.cairn.contract.machine.v1.NetworkInterface;
import io.cairn.contract.machine.v1.Power;
import io.cairn.contract.machine.v1.RestartPolicy;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.domain.Vm;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** What a node is told of a machine: a pure function of its facts. */
final class DesiredMessages {
    private DesiredMessages() {}

    static DesiredMachine of(Resource<VmSpec, VmFacts, VmStatus> vm) {
        var facts = vm.facts();
        var message = DesiredMachine.newBuilder()
                .setVmUid(vm.uid())
                .setEpoch(facts.epoch())
                .setGeneration(vm.metadata().generation())
                .setRun(facts.run())
                .setGraceSeconds(vm.spec().terminationGracePeriodSeconds());
        return switch (Vm.of(vm.metadata(), vm.spec(), facts).intent()) {
            case Vm.Intent.Remove _ -> message.setPower(Power.POWER_ABSENT).build();
            case Vm.Intent.Halt _,Vm.Intent.Yield _ -> message.setPower(Power.POWER_OFF).setSpec(spec(vm)).build();
            case Vm.Intent.Run(var restart, var paused) -> message.setPower(paused
                    ? Power.POWER_PAUSED
                    : Power.POWER_RUNNING).setRestartPolicy(switch (restart) {
                        case ALWAYS -> RestartPolicy.RESTART_POLICY_ALWAYS;
                        case ON_FAILURE -> RestartPolicy.RESTART_POLICY_ON_FAILURE;
                        case NEVER -> RestartPolicy.RESTART_POLICY_NEVER;
                    }).setSpec(spec(vm)).build();
        };
    }

    private static MachineSpec spec(Resource<VmSpec, VmFacts, VmStatus> vm) {
        var pinned = vm.facts().pinned().orElseThrow();
        var image = pinned.image();
        var spec = MachineSpec.newBuilder()
                .setOrganisation(vm.key().organisation())
                .setNamespace(vm.key().namespace())
                .setName(vm.key().name())
                .setHostname(vm.key().name())
                .setWhenTold(vm.spec().failsOver())
                .addAllDeviceAddresses(vm.facts().place().map(VmFacts.Place::devices).orElse(List.of()))
                .setLayout(HostLayout.newBuilder()
                        .setDedicatedCpus(pinned.layout().dedicatedCpus())
                        .setHugepageMib(pinned.layout().hugepageMib())
                        .addAllNumaNodes(vm.facts().place().map(VmFacts.Place::numaNodes).orElse(List.of())))
                .setCpus(pinned.cpus())
                .setMemoryMib(pinned.memoryMib())
                .setRootDiskMib(pinned.diskMib())
                .setUserData(vm.spec().userData().orElse(""))
                .addAllSshAuthorizedKeys(vm.spec().sshKeys())
                .setImage(ImageSource.newBuilder()
                        .setName(image.name())
                        .setDiskDigest(image.diskDigest())
                        .setDiskFormat(image.diskFormat())
                        .setDiskBytes(image.diskBytes())
                        .setKernelDigest(image.kernelDigest())
                        .setKernelBytes(image.kernelBytes())
                        .setInitrdDigest(image.initrdDigest())
                        .setInitrdBytes(image.initrdBytes())
                        .setKernelArgs(image.kernelArgs()));
        vm.spec()
                .networkNames()
                .forEach(network -> spec.addInterfaces(
                        NetworkInterface.newBuilder()
                                .setNetwork(network)
                                .setMac(mac(vm.uid(), network))
                                .setBandwidthMbps(pinned.bandwidthMbps())));
        return spec.build();
    }

    /** In QEMU's locally used range 52:54:00; the same for the life of the machine. */
    static String mac(String uid, String network) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest((uid + "/" + network).getBytes(StandardCharsets.UTF_8));
            return "52:54:00:%02x:%02x:%02x".formatted(digest[0] & 0xff, digest[1] & 0xff, digest[2] & 0xff);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
