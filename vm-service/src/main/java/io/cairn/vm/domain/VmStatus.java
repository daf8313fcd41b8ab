package io.cairn.vm.domain;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A machine as users see it: computed, never stored as a fact. */
public record VmStatus(
        @Doc("Where the machine is in its life: Pending, Scheduling, Preparing, Starting, Running, Pausing, Paused, Resuming, Restarting, Stopping, "
                + "Stopped, Preempted, Completed, Failing, Unknown, Deleting") String phase,
        @Doc("On, Off, Paused or Unknown") String powerState,
        @Doc("Node that the machine is placed on") Optional<String> node,
        @Doc("Site of the node when the machine was placed on it") Optional<String> site,
        @Doc("PCI addresses of the devices that it has on its node") List<String> devices,
        @Doc("NUMA nodes of its node that its CPUs and memory come from; none if that does not matter") List<Integer> numaNodes,
        @Doc("Addresses of the machine") List<AddressStatus> addresses, @Doc("vCPUs") Optional<Integer> cpus,
        @Doc("Guest memory") Optional<Quantity> memory, @Doc("Size of the root disk") Optional<Quantity> disk,
        @Doc("Digest that pins the image") Optional<String> imageDigest,
        @Doc("Restarts since the machine was placed on its node") @Limits(defaults = "0") long restarts,
        @Doc("When the machine was last started") Optional<Instant> startedAt,
        @Doc("Why it last ended") Optional<String> lastExit,
        @Doc("Statements about the machine; Ready means that it is as asked, whether on or off") List<Condition> conditions,
        @Doc("metadata.generation that this answers") long observedGeneration) {

    /** An address. */
    public record AddressStatus(@Doc("Network") String network, @Doc("IP address") String ip,
            @Doc("MAC address") String mac) {}

    /** Empty if there is no such condition. */
    public Optional<Condition> condition(String type) {
        return conditions.stream().filter(condition -> condition.type().equals(type)).findFirst();
    }
}
