package io.cairn.bench.openb;

import io.cairn.bench.trace.Plot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Draws how much of the GPUs is allocated as more and more of them is asked for, by policy: the mean over seeds.
 *
 * <p>Arguments: nodes file, list file, number of seeds, SVG file.
 */
public final class OpenbPlot {
    /** Below, all policies place everything. */
    private static final int FROM = 80;

    private OpenbPlot() {}

    public static void main(String[] args) {
        if (args.length != 4 || !args[2].matches("[1-9][0-9]{0,3}")) {
            System.err.println("Usage: make bench-plots TRACES=dir SEEDS=10");
            System.exit(2);
        }
        var trace = Openb.read(Path.of(args[0]), Path.of(args[1]));
        var lines = new ArrayList<Plot.Line>();
        for (var policy : OpenbBench.POLICIES) {
            var outcomes = OpenbBench.run(trace, policy, Integer.parseInt(args[2]), "fixed");
            lines.add(line(policy, outcomes));
            System.out.println(OpenbBench.row(trace, policy, outcomes));
        }
        new Plot("GPUs allocated, openb list " + trace.workload(), "GPUs asked for, % of all", "GPUs allocated, %",
                lines).write(Path.of(args[3]));
    }

    private static Plot.Line line(String policy, List<Protocol.Outcome> outcomes) {
        int last = outcomes.getFirst().curve().length;
        return new Plot.Line(policy, IntStream.rangeClosed(FROM, last).asDoubleStream().toArray(),
                IntStream.rangeClosed(FROM, last)
                        .mapToDouble(percent -> outcomes.stream()
                                .mapToDouble(outcome -> outcome.at(percent))
                                .average()
                                .orElse(0))
                        .toArray());
    }
}
