package io.cairn.bench.azure;

import io.cairn.scheduler.domain.policy.BestFit;
import io.cairn.scheduler.domain.policy.Foresight;
import io.cairn.scheduler.domain.policy.NodeClass;
import io.cairn.scheduler.domain.policy.Room;
import io.cairn.scheduler.domain.policy.Scoring;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The smallest fleet that rejects nothing, and how densely a fleet of 95 % of the demand's peak is packed.
 *
 * <p>Arguments: folder of the trace.
 */
public final class AzureBench {
    private static final String MACHINE = "16";

    private AzureBench() {}

    public static void main(String[] args) {
        var folder = Path.of(args[0]);
        var trace = Azure.read(folder.resolve("azure_packing2020_vm_10samples_union.csv.gz"));
        var host = Azure.host(folder.resolve("reconstructed_servers.csv"), MACHINE);
        int bound = peak(trace, host);
        int small = bound * 95 / 100;
        System.out.printf("azure-packing2020: %d machines, machine type %s, peak of the demand %d hosts%n",
                trace.shapes().size(), MACHINE, bound);
        System.out
                .println("policy,smallest_fleet,above_peak_percent,fixed_fleet,rejected,cores_percent,memory_percent");
        policies(trace, host).forEach((name, policy) -> {
            int fleet = smallest(trace, host, policy, bound);
            var dense = Packing.run(trace, host, small, policy, false);
            System.out.printf(Locale.ROOT, "%s,%d,%.2f,%d,%d,%.2f,%.2f%n", name, fleet, 100.0 * (fleet - bound) / bound,
                    small, dense.rejected(), dense.cores(), dense.memory());
        });
    }

    private static Map<String, Scoring> policies(Azure trace, NodeClass host) {
        var policies = new LinkedHashMap<String, Scoring>();
        // All rooms score alike: the first one wins.
        policies.put("firstfit", (_, _) -> new Scoring.Score(0, Room.NONE));
        policies.put("bestfit", BestFit.balanced(host));
        policies.put("default", new Foresight(trace.workload(), Map.of(), 1));
        return policies;
    }

    /** What no policy can do without: the most that ran at a time, in hosts of the scarcer dimension. */
    private static int peak(Azure trace, NodeClass host) {
        double cpu = 0;
        double memory = 0;
        double most = 0;
        for (var event : trace.events()) {
            var shape = trace.shapes().get(event.machine());
            cpu += event.arrives() ? shape.cpuMilli() : -shape.cpuMilli();
            memory += event.arrives() ? shape.memoryMib() : -shape.memoryMib();
            most = Math.max(most, Math.max(cpu / host.cpuMilli(), memory / host.memoryMib()));
        }
        return (int) Math.ceil(most);
    }

    /** Halving; a fleet that holds everything is taken to do so with one host more, too. */
    private static int smallest(Azure trace, NodeClass host, Scoring policy, int bound) {
        int low = bound - 1;
        int high = bound + Math.max(8, bound / 25);
        while (Packing.run(trace, host, high, policy, true).rejected() > 0) {
            low = high;
            high += bound / 10;
        }
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (Packing.run(trace, host, middle, policy, true).rejected() == 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }
}
