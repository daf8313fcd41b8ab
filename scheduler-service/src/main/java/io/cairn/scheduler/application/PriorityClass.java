package io.cairn.scheduler.application;

import java.util.Set;

/**
 * How much a machine matters beside others.
 *
 * @param value higher ones go first, and may take the room of lower ones that are preemptible
 * @param noticeSeconds how long before it has to go a machine is told
 * @param maxVictims how many machines may have to go for one of this class
 * @param organisations that may use it; none for all
 * @param budgets whether preemption budgets protect its machines
 */
public record PriorityClass(String name, int value, boolean preemptible, int noticeSeconds, int maxVictims,
        Set<String> organisations, boolean budgets) {
    /** Of machines that name none. */
    public static final String STANDARD = "standard";
    /** Label under which a machine's class is known to the schedulers; a tenant cannot set it. */
    public static final String LABEL = "scheduler.cairn.io/priority-class";

    public PriorityClass {
        organisations = Set.copyOf(organisations);
    }

    public boolean usable(String organisation) {
        return organisations.isEmpty() || organisations.contains(organisation);
    }
}
