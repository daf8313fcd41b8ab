package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Budget;
import io.cairn.scheduler.domain.model.Owner;
import java.util.List;
import java.util.Map;

/** The preemption budgets that there are. */
@FunctionalInterface
public interface Budgets {
    /** A cloud without any. */
    Budgets NONE = Map::of;

    Map<Owner, List<Budget>> all();
}
