package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Owner;
import java.util.Optional;

/** Projects that have a weight, for whoever weighs one more: nobody else does before the end of the transaction. */
public interface WeighedProjects {
    /** Name of the object that has the weight of a project. */
    Optional<String> holder(Owner project);

    int count();
}
