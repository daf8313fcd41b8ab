package io.cairn.vm.adapter.grpc;

import io.cairn.contract.machine.v1.UsageReport;
import io.cairn.vm.application.Usages;
import io.cairn.vm.domain.VmStats;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Asks over the streams that the nodes hold open: nothing is sent, and nothing kept, while nobody looks. */
public final class NodeUsages implements Usages {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Supplier<NodeStreams> nodes;

    public NodeUsages(Supplier<NodeStreams> nodes) {
        this.nodes = nodes;
    }

    @Override
    public Answers ask(Map<String, List<String>> uidsByNode) throws InterruptedException {
        var asked = new HashMap<String, CompletableFuture<UsageReport>>();
        uidsByNode.forEach((node, uids) -> asked.put(node, nodes.get().usage(node, uids)));
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var stats = new HashMap<String, VmStats>();
        var silent = new HashSet<String>();
        for (var each : asked.entrySet()) {
            try {
                var left = Math.max(0, deadline - System.nanoTime());
                var report = each.getValue().get(left, TimeUnit.NANOSECONDS);
                report.getMachinesList()
                        .forEach(machine -> stats.put(machine.getVmUid(), StatsMessages.of(report, machine)));
            } catch (TimeoutException | ExecutionException unheard) {
                each.getValue().cancel(false);
                silent.add(each.getKey());
            }
        }
        return new Answers(stats, silent);
    }
}
