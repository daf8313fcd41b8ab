package io.cairn.vm.adapter.grpc;

import io.cairn.contract.machine.v1.Counters;
import io.cairn.contract.machine.v1.MachineUsage;
import io.cairn.contract.machine.v1.UsageReport;
import io.cairn.resource.domain.Quantity;
import io.cairn.vm.domain.VmStats;
import java.time.Instant;
import java.util.Optional;

/** What a node says that a machine uses, in the words of the API. */
final class StatsMessages {
    private static final long NANOS_IN_MILLI = 1_000_000;

    private StatsMessages() {}

    static VmStats of(UsageReport report, MachineUsage machine) {
        var total = machine.getTotal();
        var rate = machine.hasPerSecond() ? Optional.of(machine.getPerSecond()) : Optional.<Counters>empty();
        var used = machine.hasGuestUsedKib() ? Optional.of(kib(machine.getGuestUsedKib())) : Optional.<Quantity>empty();
        return new VmStats("Unknown", Optional.empty(), Optional.of(Instant.ofEpochMilli(report.getSeenEpochMilli())),
                rate.map(_ -> report.getWindowMillis()), Optional.of(cpu(machine.getVcpus(), total, rate)),
                Optional.of(new VmStats.Memory(kib(machine.getAssignedKib()), kib(machine.getResidentKib()), used)),
                Optional.of(new VmStats.Disk(total.getReadBytes(), total.getReads(), total.getWrittenBytes(),
                        total.getWrites(), rate.map(Counters::getReadBytes), rate.map(Counters::getReads),
                        rate.map(Counters::getWrittenBytes), rate.map(Counters::getWrites))),
                Optional.of(new VmStats.Network(total.getReceivedBytes(), total.getReceivedPackets(),
                        total.getSentBytes(), total.getSentPackets(), rate.map(Counters::getReceivedBytes),
                        rate.map(Counters::getSentBytes))));
    }

    private static VmStats.Cpu cpu(int vcpus, Counters total, Optional<Counters> rate) {
        var millicores = rate.map(each -> Math.min(1_000L * vcpus, Math.round(each.getCpuNanos() / 1e6)));
        return new VmStats.Cpu(vcpus, total.getCpuNanos() / NANOS_IN_MILLI, millicores,
                millicores.filter(_ -> vcpus > 0).map(each -> Math.round(each / 10.0 / vcpus)));
    }

    private static Quantity kib(long kib) {
        return new Quantity(kib + "Ki", kib << 10);
    }
}
