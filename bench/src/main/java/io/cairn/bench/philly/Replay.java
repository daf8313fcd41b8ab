package io.cairn.bench.philly;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/** A day of jobs on a fleet of hosts with 8 GPUs, until the last one is done. */
final class Replay {
    private final Line line;
    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));
    private final PriorityQueue<Ending> endings = new PriorityQueue<>(
            Comparator.comparing(Ending::at).thenComparing(ending -> ending.job().id()));
    private final List<Wait> waits = new ArrayList<>();
    private final int hosts;
    private int joined;
    private int running;
    private double idleSeconds;

    private record Ending(Instant at, Philly.Job job) {}

    record Wait(Philly.Job job, Duration waited, Instant started) {}

    /**
     * @param waits one for each job
     * @param idleHours GPU hours during which a GPU was free while somebody waited, until the last arrival
     */
    record Outcome(int hosts, List<Wait> waits, double idleHours) {
        /** GPUs in use, as a share of all, mean over the day: from the first arrival to the last one. */
        double utilisation() {
            var end = waits.stream().map(wait -> wait.job().arrives()).max(Comparator.naturalOrder()).orElseThrow();
            double used = waits.stream()
                    .mapToDouble(wait -> wait.job().gpus() * seconds(wait.started(),
                            min(end, wait.started().plus(wait.job().runs()))))
                    .sum();
            return 100 * used / (hosts * Philly.GPUS_A_HOST * seconds(Instant.EPOCH, end));
        }

        /** Hours until the last job is done. */
        double makespan() {
            return waits.stream()
                    .mapToDouble(wait -> seconds(Instant.EPOCH, wait.started().plus(wait.job().runs())))
                    .max()
                    .orElse(0) / 3600;
        }

        private static Instant min(Instant one, Instant other) {
            return one.isBefore(other) ? one : other;
        }

        private static double seconds(Instant from, Instant to) {
            return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
        }
    }

    private Replay(int hosts, Function<ClusterView, Line> line) {
        this.hosts = hosts;
        this.line = line.apply(view);
        for (int i = 0; i < hosts; i++) {
            var gpus = new ArrayList<Device>();
            for (int gpu = 1; gpu <= Philly.GPUS_A_HOST; gpu++) {
                gpus.add(Device.of("0000:%02x:00.0".formatted(gpu), "gpu", "gpu"));
            }
            view.put(Node.of("host-%04d".formatted(i), Resources.NONE).withDevices(gpus));
        }
    }

    static Outcome run(Philly trace, int hosts, Function<ClusterView, Line> line) {
        return new Replay(hosts, line).run(trace);
    }

    private Outcome run(Philly trace) {
        int next = 0;
        var now = Instant.EPOCH;
        while (waits.size() < trace.jobs().size()) {
            var arrival = next < trace.jobs().size() ? Optional.of(trace.jobs().get(next).arrives())
                    : Optional.<Instant>empty();
            var ending = Optional.ofNullable(endings.peek()).map(Ending::at);
            var before = now;
            now = earliest(now, arrival, ending, line.wakes());
            pass(trace, before, now);
            end(now);
            while (next < trace.jobs().size() && !trace.jobs().get(next).arrives().isAfter(now)) {
                line.join(trace.jobs().get(next++), now);
                joined++;
            }
            for (var job : line.start(view, now)) {
                waits.add(new Wait(job, Duration.between(job.arrives(), now), now));
                endings.add(new Ending(now.plus(job.runs()), job));
                running += job.gpus();
            }
        }
        return new Outcome(hosts, List.copyOf(waits), idleSeconds / 3600);
    }

    private void pass(Philly trace, Instant from, Instant to) {
        if (joined > waits.size() && joined < trace.jobs().size()) {
            idleSeconds += (hosts * Philly.GPUS_A_HOST - running) * (Duration.between(from, to).toMillis() / 1000.0);
        }
    }

    @SafeVarargs
    private static Instant earliest(Instant now, Optional<Instant>... times) {
        var first = List.of(times)
                .stream()
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .orElseThrow(() -> new IllegalStateException("Jobs wait, and nothing will happen any more"));
        return first.isBefore(now) ? now : first;
    }

    private void end(Instant now) {
        for (var next = endings.peek(); next != null && !next.at().isAfter(now); next = endings.peek()) {
            endings.poll();
            running -= next.job().gpus();
            next.job().gang().members().forEach(member -> view.release(member.machine()));
            line.left(next.job());
        }
    }
}
