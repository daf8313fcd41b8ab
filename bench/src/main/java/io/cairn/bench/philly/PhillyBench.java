package io.cairn.bench.philly;

import io.cairn.bench.trace.Plot;
import io.cairn.scheduler.domain.engine.ClusterView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Prints how long jobs wait, by how they wait and by the size of the fleet.
 *
 * <p>Arguments: folder of the trace, hosts separated by commas, folder for the plot or {@code -}.
 */
public final class PhillyBench {
    private static final String FILE = "trace_job_Philly_MIX1.csv.gz";
    private static final Map<String, Function<ClusterView, Line>> LINES = lines();

    private PhillyBench() {}

    private static Map<String, Function<ClusterView, Line>> lines() {
        var lines = new LinkedHashMap<String, Function<ClusterView, Line>>();
        lines.put("fifo", _ -> new Line.Fifo());
        lines.put("queue 10m", view -> new Line.Queue(view, Duration.ofMinutes(10)));
        lines.put("queue 1h", view -> new Line.Queue(view, Duration.ofHours(1)));
        lines.put("queue 6h", view -> new Line.Queue(view, Duration.ofHours(6)));
        return lines;
    }

    public static void main(String[] args) {
        if (args.length != 3 || !args[1].matches("[1-9][0-9]{0,4}(,[1-9][0-9]{0,4})*")) {
            System.err.println("Usage: make bench-philly TRACES=dir HOSTS=160,200");
            System.exit(2);
        }
        var trace = Philly.read(Path.of(args[0]).resolve(FILE));
        System.out.printf(Locale.ROOT, "philly: %d jobs with GPUs, %.0f GPU hours%n", trace.jobs().size(),
                trace.gpuHours());
        System.out.println(
                "hosts,line,utilisation_percent,hours_until_done,idle_gpu_hours,wait_minutes_mean,p50,p95,p99,max,"
                        + "gangs_mean,gangs_p50,gangs_p95,gangs_max");
        for (var hosts : args[1].split(",")) {
            replay(trace, Integer.parseInt(hosts), args[2]);
        }
    }

    private static void replay(Philly trace, int hosts, String folder) {
        var drawn = new ArrayList<Plot.Line>();
        LINES.forEach((name, line) -> {
            var outcome = Replay.run(trace, hosts, line);
            System.out.println(row(name, outcome));
            drawn.add(distribution(name, outcome));
        });
        if (!folder.equals("-")) {
            new Plot("How long jobs of at least 8 GPUs wait, %d hosts with 8 GPUs".formatted(hosts),
                    "of these jobs, %", "minutes in the queue, at most", drawn).write(
                            Path.of(folder).resolve("philly-%d.svg".formatted(hosts)));
        }
    }

    private static String row(String name, Replay.Outcome outcome) {
        var all = minutes(outcome, _ -> true);
        var gangs = minutes(outcome, job -> job.gpus() >= Philly.GPUS_A_HOST);
        return String.format(Locale.ROOT, "%d,%s,%.2f,%.1f,%.0f,%.1f,%.1f,%.1f,%.1f,%.1f,%.1f,%.1f,%.1f,%.1f",
                outcome.hosts(), name, outcome.utilisation(), outcome.makespan(), outcome.idleHours(), mean(all),
                at(all, 0.5),
                at(all, 0.95), at(all, 0.99), at(all, 1), mean(gangs), at(gangs, 0.5), at(gangs, 0.95), at(gangs, 1));
    }

    private static Plot.Line distribution(String name, Replay.Outcome outcome) {
        var gangs = minutes(outcome, job -> job.gpus() >= Philly.GPUS_A_HOST);
        var share = new double[101];
        var wait = new double[101];
        for (int i = 0; i <= 100; i++) {
            share[i] = i;
            wait[i] = at(gangs, i / 100.0);
        }
        return new Plot.Line(name, share, wait);
    }

    private static List<Double> minutes(Replay.Outcome outcome, Predicate<Philly.Job> which) {
        return outcome.waits()
                .stream()
                .filter(wait -> which.test(wait.job()))
                .map(wait -> wait.waited().toMillis() / 60_000.0)
                .sorted()
                .toList();
    }

    private static double mean(List<Double> sorted) {
        return sorted.stream().mapToDouble(value -> value).average().orElse(0);
    }

    private static double at(List<Double> sorted, double part) {
        return sorted.get(Math.clamp((long) Math.ceil(part * sorted.size()) - 1, 0, sorted.size() - 1));
    }
}
