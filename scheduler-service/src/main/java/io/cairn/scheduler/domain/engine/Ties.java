package io.cairn.scheduler.domain.engine;

import java.util.random.RandomGenerator;

/** Which of the nodes with the best score wins. */
public sealed interface Ties {
    /** The first in the order of names. */
    record ByName() implements Ties {}

    /** Any, at random: for experiments, a decision then costs a look at every node's score. */
    record Random(RandomGenerator random) implements Ties {}
}
