package io.cairn.vm.domain;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Quantity;
import java.time.Instant;
import java.util.Optional;

/** What a machine uses, as its node saw it last; nothing of it is stored. */
public record VmStats(@Doc("On, Off, Paused or Unknown, as in the status of the machine") String powerState,
        @Doc("Why there are no numbers") Optional<String> message,
        @Doc("When its node looked; it looks every 10 s") Optional<Instant> seenAt,
        @Doc("Over how many milliseconds the rates are") Optional<Long> windowMillis,
        @Doc("Processors") Optional<Cpu> cpu, @Doc("Memory") Optional<Memory> memory,
        @Doc("Disks, all together") Optional<Disk> disk,
        @Doc("Network interfaces, all together") Optional<Network> network) {

    public record Cpu(@Doc("vCPUs") int vcpus,
            @Doc("How long they ran since the machine was started, all together") long timeMillis,
            @Doc("How many are busy, in thousandths of one; absent if its node has looked only once") Optional<Long> millicores,
            @Doc("Share of all of them") Optional<Long> percent) {}

    public record Memory(@Doc("Guest memory") Quantity assigned,
            @Doc("What its QEMU process takes on the host") Quantity resident,
            @Doc("What the guest itself uses, caches not counted; absent if it has no balloon driver") Optional<Quantity> guestUsed) {}

    public record Disk(@Doc("Bytes read since the machine was started") long readBytes, @Doc("Reads") long reads,
            @Doc("Bytes written since the machine was started") long writtenBytes, @Doc("Writes") long writes,
            @Doc("Bytes read in a second") Optional<Long> readBytesPerSecond,
            @Doc("Reads in a second") Optional<Long> readsPerSecond,
            @Doc("Bytes written in a second") Optional<Long> writtenBytesPerSecond,
            @Doc("Writes in a second") Optional<Long> writesPerSecond) {}

    public record Network(@Doc("Bytes received since the machine was started") long receivedBytes,
            @Doc("Packets received") long receivedPackets,
            @Doc("Bytes sent since the machine was started") long sentBytes, @Doc("Packets sent") long sentPackets,
            @Doc("Bytes received in a second") Optional<Long> receivedBytesPerSecond,
            @Doc("Bytes sent in a second") Optional<Long> sentBytesPerSecond) {}

    /** Of a machine of which there is nothing to tell. */
    public static VmStats nothing(String powerState, String why) {
        return new VmStats(powerState, Optional.of(why), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same numbers beside the power state that is known of the machine. */
    public VmStats withPower(String state) {
        return new VmStats(state, message, seenAt, windowMillis, cpu, memory, disk, network);
    }
}
