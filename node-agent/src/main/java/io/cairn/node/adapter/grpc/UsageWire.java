package io.cairn.node.adapter.grpc;

import io.cairn.contract.machine.v1.MachineUsage;
import io.cairn.contract.machine.v1.UsageReport;
import io.cairn.contract.machine.v1.UsageRequest;
import io.cairn.node.application.Loads;
import io.cairn.node.domain.Counters;
import java.util.Optional;

/** Answers what machines use. */
final class UsageWire {
    private UsageWire() {}

    static UsageReport answer(UsageRequest request, Loads.Seen seen) {
        var report = UsageReport.newBuilder()
                .setRequest(request.getRequest())
                .setSeenEpochMilli(seen.at().toEpochMilli())
                .setWindowMillis(seen.window().toMillis());
        request.getVmUidsList()
                .forEach(uid -> Optional.ofNullable(seen.loads().get(uid))
                        .ifPresent(load -> report.addMachines(machine(uid, load))));
        return report.build();
    }

    private static MachineUsage machine(String uid, Loads.Load load) {
        var usage = load.usage();
        var machine = MachineUsage.newBuilder()
                .setVmUid(uid)
                .setVcpus(usage.vcpus())
                .setAssignedKib(usage.assignedKib())
                .setResidentKib(usage.residentKib())
                .setTotal(counters(usage.total()));
        usage.guestUsedKib().ifPresent(machine::setGuestUsedKib);
        load.perSecond().ifPresent(rates -> machine.setPerSecond(counters(rates)));
        return machine.build();
    }

    private static io.cairn.contract.machine.v1.Counters counters(Counters counters) {
        return io.cairn.contract.machine.v1.Counters.newBuilder()
                .setCpuNanos(counters.cpuNanos())
                .setReadBytes(counters.readBytes())
                .setReads(counters.reads())
                .setWrittenBytes(counters.writtenBytes())
                .setWrites(counters.writes())
                .setReceivedBytes(counters.receivedBytes())
                .setReceivedPackets(counters.receivedPackets())
                .setSentBytes(counters.sentBytes())
                .setSentPackets(counters.sentPackets())
                .build();
    }
}
