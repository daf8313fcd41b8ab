package io.cairn.scheduler.domain.model;

import java.util.List;
import java.util.Map;

/**
 * What a machine asks of the node it goes to.
 *
 * @param labels the machine's own, for the terms of others
 * @param priority {@link #LOWEST} to {@link #HIGHEST}; higher ones may preempt lower ones
 * @param preemptible it may be preempted by a higher priority
 */
public record Request(Owner owner, Map<String, String> labels, Resources resources, List<DeviceAsk> devices,
        Rules rules, List<Term> terms, Tenancy tenancy, int priority, boolean preemptible) {
    /** Of terms and of device asks, so that a decision stays small. */
    public static final int MOST = 16;
    public static final int LOWEST = -1000;
    public static final int HIGHEST = 1000;

    public Request {
        labels = Map.copyOf(labels);
        devices = List.copyOf(devices);
        terms = List.copyOf(terms);
        if (priority < LOWEST || priority > HIGHEST) {
            throw new IllegalArgumentException("A priority is %d to %d, not %d".formatted(LOWEST, HIGHEST, priority));
        }
        if (terms.size() > MOST || devices.size() > MOST) {
            throw new IllegalArgumentException("At most %d affinity and spread terms and %d device asks, not %d and %d"
                    .formatted(MOST, MOST, terms.size(), devices.size()));
        }
    }

    public static Request of(Resources resources) {
        return new Request(Owner.NOBODY, Map.of(), resources, List.of(), Rules.NONE, List.of(), Tenancy.SHARED, 0,
                true);
    }

    public Request with(Owner whose) {
        return new Request(whose, labels, resources, devices, rules, terms, tenancy, priority, preemptible);
    }

    public Request withLabels(Map<String, String> own) {
        return new Request(owner, own, resources, devices, rules, terms, tenancy, priority, preemptible);
    }

    public Request with(Resources amount) {
        return new Request(owner, labels, amount, devices, rules, terms, tenancy, priority, preemptible);
    }

    public Request withDevices(DeviceAsk... asks) {
        return new Request(owner, labels, resources, List.of(asks), rules, terms, tenancy, priority, preemptible);
    }

    public Request with(Rules of) {
        return new Request(owner, labels, resources, devices, of, terms, tenancy, priority, preemptible);
    }

    public Request with(Siting sites) {
        return with(rules.with(sites));
    }

    public Request withTerms(Term... of) {
        return new Request(owner, labels, resources, devices, rules, List.of(of), tenancy, priority, preemptible);
    }

    public Request with(Tenancy of) {
        return new Request(owner, labels, resources, devices, rules, terms, of, priority, preemptible);
    }

    public Request withPriority(int of, boolean mayBePreempted) {
        return new Request(owner, labels, resources, devices, rules, terms, tenancy, of, mayBePreempted);
    }

    /** Whether a term means this machine, too. */
    public boolean matches(Map<String, String> match) {
        return labels.entrySet().containsAll(match.entrySet());
    }
}
