package io.cairn.bench.simulate;

import io.cairn.bench.trace.Plot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Prints one line for each policy, and draws the runs if there is a folder to draw into.
 *
 * <p>Arguments: nodes, seed, policy or {@code all}, hours, folder for the plots or {@code -}.
 */
public final class SimulateBench {
    private static final String HEADER = "policy,nodes,seed,hours,machines,cpu_at_first_rejection,gpu_at_first_rejection,"
            + "rejected,cpu,memory,gpu,stranded_cpu,stranded_gpu,hosts_at_60_offered,hosts_at_80_offered";

    private SimulateBench() {}

    private record Run(String policy, Simulation.Outcome outcome) {}

    public static void main(String[] args) {
        if (args.length != 5 || !args[0].matches("[1-9][0-9]{0,5}") || !args[1].matches("[0-9]{1,9}")
                || !Policies.NAMES.contains(args[2]) && !args[2].equals("all") || !args[3].matches("[1-9][0-9]{0,3}")) {
            System.err.println("Usage: make bench-simulate NODES=1000 SEED=1 POLICY=all|" + String.join("|",
                    Policies.NAMES) + " HOURS=120");
            System.exit(2);
        }
        int nodes = Integer.parseInt(args[0]);
        long seed = Long.parseLong(args[1]);
        double hours = Double.parseDouble(args[3]);
        var fleet = Hosts.of(nodes);
        var runs = new ArrayList<Run>();
        System.out.println(HEADER);
        for (var name : args[2].equals("all") ? Policies.NAMES : List.of(args[2])) {
            var run = new Run(name, Simulation.run(fleet, Policies.of(name), seed, hours));
            runs.add(run);
            System.out.println(row(run, nodes, seed, hours));
        }
        if (!args[4].equals("-")) {
            draw(runs, nodes, seed, Path.of(args[4]));
        }
    }

    /** Means are of the last third, where the demand is more than the fleet has. */
    private static String row(Run run, int nodes, long seed, double hours) {
        var outcome = run.outcome();
        var late = outcome.samples().stream().filter(sample -> sample.offered() >= 100).toList();
        return String.format(Locale.ROOT, "%s,%d,%d,%.0f,%d,%.2f,%.2f,%.3f,%.2f,%.2f,%.2f,%.2f,%.2f,%.1f,%.1f",
                run.policy(), nodes, seed, hours, outcome.came(),
                outcome.atFirstRejection().map(Sample::cpu).orElse(Double.NaN),
                outcome.atFirstRejection().map(Sample::gpu).orElse(Double.NaN),
                outcome.came() == 0 ? 0 : 100.0 * outcome.rejected() / outcome.came(), mean(late, Sample::cpu),
                mean(late, Sample::memory), mean(late, Sample::gpu), mean(late, Sample::strandedCpu),
                mean(late, Sample::strandedGpu), at(outcome.samples(), 60), at(outcome.samples(), 80));
    }

    private static double mean(List<Sample> samples, ToDoubleFunction<Sample> of) {
        return samples.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    private static double at(List<Sample> samples, double offered) {
        return samples.stream()
                .filter(sample -> sample.offered() >= offered)
                .findFirst()
                .map(Sample::hosts)
                .orElse(Double.NaN);
    }

    private static void draw(List<Run> runs, int nodes, long seed, Path folder) {
        var of = String.format(Locale.ROOT, ", %,d nodes, seed %d", nodes, seed);
        plot(runs, "GPUs in use" + of, "GPUs in use, %", Sample::gpu).write(folder.resolve("simulate-gpu.svg"));
        plot(runs, "Stranded GPUs" + of, "free GPUs without room beside them, %", Sample::strandedGpu)
                .write(folder.resolve("simulate-stranded.svg"));
        plot(runs, "Rejected machines" + of, "rejected of all that came, %", Sample::rejected)
                .write(folder.resolve("simulate-rejected.svg"));
        plot(runs, "Hosts in use" + of, "hosts with a machine, %", Sample::hosts)
                .write(folder.resolve("simulate-hosts.svg"));
    }

    private static Plot plot(List<Run> runs, String title, String up, ToDoubleFunction<Sample> of) {
        return new Plot(title, "demand as a share of the fleet, %", up, runs.stream()
                .map(run -> new Plot.Line(run.policy(),
                        run.outcome().samples().stream().mapToDouble(Sample::offered).toArray(),
                        run.outcome().samples().stream().mapToDouble(of).toArray()))
                .toList());
    }
}
