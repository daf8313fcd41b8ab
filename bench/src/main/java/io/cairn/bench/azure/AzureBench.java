package io.cairn.bench.azure;

import io.cairn.scheduler.domain.engine.FirstFit;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

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
                trace.asked().size(), MACHINE, bound);
        System.out
                .println("policy,smallest_fleet,above_peak_percent,fixed_fleet,rejected,cores_percent,memory_percent");
        policies().forEach((name, policy) -> {
            int fleet = smallest(trace, host, policy, bound);
            var dense = Packing.run(trace, host, small, policy.get(), false);
            System.out.printf(Locale.ROOT, "%s,%d,%.2f,%d,%d,%.2f,%.2f%n", name, fleet, 100.0 * (fleet - bound) / bound,
                    small, dense.rejected(), dense.cores(), dense.memory());
        });
    }

    /** Made anew for each run: they learn. */
    private static Map<String, Supplier<Policy>> policies() {
        var policies = new LinkedHashMap<String, Supplier<Policy>>();
        policies.put("firstfit", FirstFit::new);
        policies.put("bestfit", () -> Pools.all(PolicyName.BESTFIT));
        policies.put("default", () -> Pools.all(PolicyName.DEFAULT));
        return policies;
    }

    /** What no policy can do without: the most that ran at a time, in hosts of the scarcer dimension. */
    private static int peak(Azure trace, Resources host) {
        double cpu = 0;
        double memory = 0;
        double most = 0;
        for (var event : trace.events()) {
            var asked = trace.asked().get(event.machine());
            cpu += event.arrives() ? asked.cpuMilli() : -asked.cpuMilli();
            memory += event.arrives() ? asked.memoryMib() : -asked.memoryMib();
            most = Math.max(most, Math.max(cpu / host.cpuMilli(), memory / host.memoryMib()));
        }
        return (int) Math.ceil(most);
    }

    /** Halving; a fleet that holds everything is taken to do so with one host more, too. */
    private static int smallest(Azure trace, Resources host, Supplier<Policy> policy, int bound) {
        int low = bound - 1;
        int high = bound + Math.max(8, bound / 25);
        while (Packing.run(trace, host, high, policy.get(), true).rejected() > 0) {
            low = high;
            high += bound / 10;
        }
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (Packing.run(trace, host, middle, policy.get(), true).rejected() == 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }
}
