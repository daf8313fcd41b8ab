package io.cairn.bench.simulate;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.model.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** One fleet, one policy, one seed: the demand rises from half of what the fleet has to a fifth more than that. */
public final class Simulation {
    private static final double FIRST_LOAD = 0.5;
    private static final double LAST_LOAD = 1.2;
    private static final int SAMPLES = 120;

    private final ClusterView view;
    private final Demand demand;
    private final double hours;
    private final PriorityQueue<Leaving> leaving = new PriorityQueue<>(
            Comparator.comparingDouble(Leaving::hour).thenComparing(Leaving::machine));
    private final List<Sample> samples = new ArrayList<>();
    private Optional<Sample> atFirstRejection = Optional.empty();
    private long came;
    private long rejected;

    private record Leaving(double hour, String machine) {}

    /**
     * @param atFirstRejection the fleet when the first machine found no place
     * @param view as it is left
     */
    public record Outcome(List<Sample> samples, Optional<Sample> atFirstRejection, long came, long rejected,
            ClusterView view) {}

    private Simulation(List<Node> fleet, Policy policy, Demand demand, double hours) {
        this.view = new ClusterView(policy);
        fleet.forEach(view::put);
        this.demand = demand;
        this.hours = hours;
    }

    public static Outcome run(List<Node> fleet, Policy policy, long seed, double hours) {
        return new Simulation(fleet, policy, Demand.of(fleet, seed), hours).run(hours);
    }

    /** Ends early: a fleet with holes, as machines leave it. */
    public static Outcome run(List<Node> fleet, Policy policy, long seed, double hours, double until) {
        return new Simulation(fleet, policy, Demand.of(fleet, seed), hours).run(until);
    }

    private Outcome run(double until) {
        double now = demand.gap(FIRST_LOAD);
        while (now < until) {
            depart(now);
            arrive(now);
            if (samples.size() < SAMPLES * now / hours) {
                samples.add(sample(now));
            }
            now += demand.gap(load(now));
        }
        depart(until);
        samples.add(sample(until));
        return new Outcome(List.copyOf(samples), atFirstRejection, came, rejected, view);
    }

    private double load(double now) {
        return FIRST_LOAD + (LAST_LOAD - FIRST_LOAD) * now / hours;
    }

    private Sample sample(double now) {
        return Sample.of(view, load(now), came, rejected);
    }

    private void depart(double now) {
        for (var next = leaving.peek(); next != null && next.hour() <= now; next = leaving.peek()) {
            leaving.poll();
            view.release(next.machine());
        }
    }

    private void arrive(double now) {
        var arrival = demand.next();
        var machine = "m-%09d".formatted(came++);
        // A refusal with its reasons looks at every node; here only the count is asked for.
        if (view.fits(arrival.request())) {
            view.place(machine, arrival.request());
            leaving.add(new Leaving(now + arrival.hours(), machine));
            return;
        }
        if (rejected++ == 0) {
            atFirstRejection = Optional.of(sample(now));
        }
    }
}
