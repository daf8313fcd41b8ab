package io.cairn.scheduler.application;

import java.util.Map;

/** How much of everything projects should get beside others. */
@FunctionalInterface
public interface Weights {
    /** A cloud in which all projects are equal. */
    Weights EQUAL = Map::of;

    /** By project, as {@code organisation/namespace}; those that are not named have 1. It costs nothing to ask. */
    Map<String, Integer> all();
}
