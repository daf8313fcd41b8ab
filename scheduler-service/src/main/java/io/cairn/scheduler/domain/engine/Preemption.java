package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Claim;
import java.util.List;

/** What it takes to place a machine for which there may be no room. */
public sealed interface Preemption {

    /** It fits as things are. */
    record NotNeeded(Decision.Chosen chosen) implements Preemption {}

    /**
     * It fits once these are off: preemptible machines of lower priority, none of which could stay. Their disks stay.
     *
     * @param victims lowest priority first
     */
    record Evict(Decision.Chosen chosen, List<Claim> victims) implements Preemption {}

    /**
     * It would not fit even then.
     *
     * @param kept machines that would have to go for it, and that budgets keep
     */
    record Hopeless(Decision.NoFit refusal, int kept) implements Preemption {}
}
