package io.cairn.bench.openb;

import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.policy.BestFit;
import io.cairn.scheduler.domain.policy.Foresight;
import io.cairn.scheduler.domain.policy.FragmentationGradient;
import io.cairn.scheduler.domain.policy.Lots;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import io.cairn.scheduler.domain.policy.ScoringPolicy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Replays one list of tasks and prints one line in the columns of the published table.
 *
 * <p>Arguments: nodes file, list file, policy, number of seeds, ties (fixed or random).
 */
public final class OpenbBench {
    public static final String HEADER = "workload,policy,alloc_at_100_mean,alloc_at_100_sd,alloc_at_130_mean,alloc_at_130_sd,frag_ratio_at_100_mean,seeds";
    public static final List<String> POLICIES = List.of("random", "bestfit", "fgd", "default", "told");
    private static final long FIRST_SEED = 42;

    private OpenbBench() {}

    public static void main(String[] args) {
        if (args.length != 5 || !POLICIES.contains(args[2]) || !args[3].matches("[1-9][0-9]{0,3}")
                || !List.of("fixed", "random").contains(args[4])) {
            System.err.println("Usage: make bench-openb NODES=file LIST=file POLICY=" + String.join("|", POLICIES)
                    + " SEEDS=10 TIES=fixed|random");
            System.exit(2);
        }
        var trace = Openb.read(Path.of(args[0]), Path.of(args[1]));
        System.out.println(row(trace, args[2], run(trace, args[2], Integer.parseInt(args[3]), args[4])));
    }

    static List<Protocol.Outcome> run(Openb trace, String policy, int seeds, String ties) {
        var protocol = new Protocol(trace);
        return LongStream.range(FIRST_SEED, FIRST_SEED + seeds)
                .mapToObj(seed -> protocol.run(policy(trace, policy, seed), ties.equals("random"), seed))
                .toList();
    }

    /** The default one is the scheduler's own: it is told nothing. The published ones are told all tasks, as published. */
    private static Policy policy(Openb trace, String name, long seed) {
        return switch (name) {
            case "random" -> new ScoringPolicy(name, new Lots(new Random(seed)));
            case "bestfit" -> new ScoringPolicy(name, BestFit.published());
            case "fgd" -> new ScoringPolicy(name, new FragmentationGradient(trace.wanted()));
            case "default" -> Pools.all(PolicyName.DEFAULT);
            case "told" -> new ScoringPolicy(name, new Foresight(trace.wanted(), trace.models(), seed));
            default -> throw new IllegalArgumentException("No policy " + name + "; there are " + POLICIES);
        };
    }

    static String row(Openb trace, String policy, List<Protocol.Outcome> outcomes) {
        var at100 = values(outcomes, outcome -> outcome.at(100));
        var at130 = values(outcomes, outcome -> outcome.at(130));
        var fragmented = values(outcomes, Protocol.Outcome::fragmented);
        return String.format(Locale.ROOT, "%s,%s,%.3f,%.3f,%.3f,%.3f,%.2f,%d", trace.workload(), policy, mean(at100),
                deviation(at100), mean(at130), deviation(at130), mean(fragmented), outcomes.size());
    }

    private static double[] values(List<Protocol.Outcome> outcomes, ToDoubleFunction<Protocol.Outcome> part) {
        return outcomes.stream().mapToDouble(part).toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    /** Of a sample. */
    private static double deviation(double[] values) {
        double mean = mean(values);
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
    }
}
