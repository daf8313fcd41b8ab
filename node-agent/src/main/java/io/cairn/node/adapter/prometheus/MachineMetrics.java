package io.cairn.node.adapter.prometheus;

import io.cairn.node.application.Keeper;
import io.cairn.node.application.Loads;
import io.cairn.node.domain.Usage;
import io.cairn.node.domain.Wanted;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What each machine of this host uses, as it was seen last. A machine that stops or leaves is no longer told of: there are
 * never more series than machines that run here, and of those at most 1,000.
 */
public final class MachineMetrics implements MultiCollector {
    private static final int MOST = 1_000;

    private final Loads loads;
    private final Keeper keeper;

    public MachineMetrics(Loads loads, Keeper keeper) {
        this.loads = loads;
        this.keeper = keeper;
    }

    private record Row(Labels labels, Usage usage) {}

    @Override
    public MetricSnapshots collect() {
        var seen = loads.seen();
        var rows = keeper.wanted()
                .stream()
                .sorted(Comparator.comparing(Wanted::uid))
                .flatMap(wanted -> Optional.ofNullable(seen.loads().get(wanted.uid()))
                        .map(load -> new Row(labels(wanted), load.usage()))
                        .stream())
                .limit(MOST)
                .toList();
        return MetricSnapshots.builder()
                .metricSnapshot(gauge(rows, "cairn_machine_vcpus", "vCPUs", Usage::vcpus))
                .metricSnapshot(counter(rows, "cairn_machine_cpu_seconds", "Time that its vCPUs ran",
                        usage -> usage.total().cpuNanos() / 1e9))
                .metricSnapshot(gauge(rows, "cairn_machine_memory_assigned_bytes", "Guest memory",
                        usage -> usage.assignedKib() * 1024.0))
                .metricSnapshot(gauge(rows, "cairn_machine_memory_resident_bytes", "Memory of its QEMU process",
                        usage -> usage.residentKib() * 1024.0))
                .metricSnapshot(counter(rows, "cairn_machine_disk_read_bytes", "Read from its disks",
                        usage -> usage.total().readBytes()))
                .metricSnapshot(counter(rows, "cairn_machine_disk_written_bytes", "Written to its disks",
                        usage -> usage.total().writtenBytes()))
                .metricSnapshot(counter(rows, "cairn_machine_disk_reads", "Reads of its disks",
                        usage -> usage.total().reads()))
                .metricSnapshot(counter(rows, "cairn_machine_disk_writes", "Writes to its disks",
                        usage -> usage.total().writes()))
                .metricSnapshot(counter(rows, "cairn_machine_network_received_bytes", "Received by the machine",
                        usage -> usage.total().receivedBytes()))
                .metricSnapshot(counter(rows, "cairn_machine_network_sent_bytes", "Sent by the machine",
                        usage -> usage.total().sentBytes()))
                .build();
    }

    private static Labels labels(Wanted wanted) {
        return Labels.of("organisation", wanted.spec().organisation(), "namespace", wanted.spec().namespace(),
                "name", wanted.spec().name(), "uid", wanted.uid());
    }

    private static CounterSnapshot counter(List<Row> rows, String name, String help, ToDoubleFunction<Usage> value) {
        var snapshot = CounterSnapshot.builder().name(name).help(help);
        rows.forEach(row -> snapshot.dataPoint(CounterDataPointSnapshot.builder()
                .labels(row.labels())
                .value(value.applyAsDouble(row.usage()))
                .build()));
        return snapshot.build();
    }

    private static GaugeSnapshot gauge(List<Row> rows, String name, String help, ToDoubleFunction<Usage> value) {
        var snapshot = GaugeSnapshot.builder().name(name).help(help);
        rows.forEach(row -> snapshot.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(row.labels())
                .value(value.applyAsDouble(row.usage()))
                .build()));
        return snapshot.build();
    }
}
