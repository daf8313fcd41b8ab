package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Quantity;
import java.util.List;
import java.util.Optional;

/** A node as users see it. */
public record NodeStatus(@Doc("Ready, NotReady or Cordoned") String phase,
        @Doc("kvm, or tcg (software emulation)") Optional<String> accelerator,
        @Doc("Why it is not kvm") Optional<String> acceleratorReason,
        @Doc("What machines may claim in total") Optional<Amounts> capacity,
        @Doc("What is claimed") Optional<Amounts> claimed,
        @Doc("What is left to be claimed") Optional<Amounts> free,
        @Doc("Devices that machines may have") List<Devices> devices,
        @Doc("Machines that are placed here") Optional<Integer> machines,
        @Doc("What the host is") Optional<Host> host,
        @Doc("What an operator should look at") List<String> problems,
        @Doc("Statements about the node") List<Condition> conditions,
        @Doc("metadata.generation that this answers") long observedGeneration) {

    /** An amount of each dimension. */
    public record Amounts(@Doc("vCPUs") int cpus, @Doc("Guest memory") Quantity memory,
            @Doc("Local disk") Quantity disk,
            @Doc("Network of the uplink, bits per second; 0M if the node knows of none") Quantity networkBandwidth) {}

    /** Devices of a model. */
    public record Devices(@Doc("Class: gpu, nic, nvme, ...") String class_, @Doc("Model") String model,
            @Doc("How many there are") int total, @Doc("Of how many a machine has a share") int claimed,
            @Doc("How many nobody can have now: gone, or not clean") int unusable) {}

    /** What a host is. */
    public record Host(@Doc("Logical CPUs") int cpus, @Doc("Machine architecture") String architecture,
            @Doc("Model of the CPU") String cpuModel, @Doc("Version of QEMU") String hypervisor,
            @Doc("Version of libvirt") String libvirt, @Doc("Version of the kernel") String kernel,
            @Doc("Version of the node agent") String agent,
            @Doc("True if the node exists in memory only") boolean simulated) {}
}
