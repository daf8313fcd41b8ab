package io.cairn.bench.placement;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Prints a table: nodes by workload, decisions per second, and what a decision takes. */
public final class PlacementBench {
    private static final long SECOND = 1_000_000_000L;
    private static final List<String> PEERS = List.of("",
            "Published by others, with their API and their log written to, so not the same thing:",
            "  kube-scheduler, its CI's floors at 5,000 nodes: plain 810/s, required anti-affinity 60/s, hard spread 460/s,",
            "  preemption 570/s; device claims at 500 nodes 40-56/s. Nomad: 3,750/s.",
            "Durable claims of this scheduler, through gRPC and PostgreSQL: make bench-claims.");

    private PlacementBench() {}

    /** @param args seconds for each measurement, then numbers of nodes */
    public static void main(String[] args) {
        var seconds = Integer.parseInt(args[0]);
        var sizes = Arrays.stream(args).skip(1).map(Integer::valueOf).toList();
        System.out.println(
                "One thread, in memory: decide, take, take the oldest away. cpu: of the thread, for all three; "
                        + "p50 and so on: decide and take.");
        System.out.printf("%-48s %8s %12s %8s %8s %8s %9s%n", "workload", "nodes", "machines/s", "cpu us", "p50 us",
                "p99 us",
                "p99.9 us");
        for (var workload : Workload.values()) {
            measure(workload, sizes, seconds);
        }
        together(sizes.getLast() < 5000 ? sizes.getLast() : 5000, seconds);
        PEERS.forEach(System.out::println);
        Memory.main(new String[]{String.valueOf(sizes.getLast())});
    }

    private static void measure(Workload workload, List<Integer> sizes, int seconds) {
        for (int nodes : sizes) {
            var result = run(workload, nodes, seconds);
            System.out.printf("%-48s %,8d %,12d %8.1f %8.1f %8.1f %9.1f%s%n", workload.title, nodes, result.perSecond(),
                    result.cpuNanos() / 1000.0,
                    micros(result, 0), micros(result, 1), micros(result, 2),
                    result.refused() == 0 ? "" : "  (%d refused)".formatted(result.refused()));
        }
    }

    private static Stream.Result run(Workload workload, int nodes, int seconds) {
        var view = Fleet.of(nodes, workload.gpus());
        workload.fill(view);
        var stream = new Stream(workload, view, standing(workload, nodes));
        stream.run(standing(workload, nodes) / workload.machines, seconds * SECOND);
        return stream.measure(1, seconds * SECOND);
    }

    /** Schedulers share no view: each thread has one of its own, as each replica has. */
    private static void together(int nodes, int seconds) {
        var threads = Runtime.getRuntime().availableProcessors();
        var sum = IntStream.range(0, threads)
                .parallel()
                .mapToLong(_ -> run(Workload.PLAIN, nodes, seconds).perSecond())
                .sum();
        System.out.printf("%-48s %,8d %,12d%n", "plain, %d threads, a view each, together".formatted(threads), nodes,
                sum);
    }

    private static double micros(Stream.Result result, int i) {
        return result.nanos()[i] / 1000.0;
    }

    /** So many machines stand once the stream flows: about half of what fits, or of the groups' hosts. */
    private static int standing(Workload workload, int nodes) {
        return switch (workload) {
            case PLAIN, SPREAD -> nodes * 10;
            case ANTI_AFFINITY -> Math.min(nodes, 3200);
            case DEVICES -> nodes * 2;
            case MIXED -> nodes * 3;
            case PREEMPTION -> nodes;
            case GANG -> nodes * 10;
        };
    }
}
