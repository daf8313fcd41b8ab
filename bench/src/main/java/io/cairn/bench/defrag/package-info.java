/** Defragmentation: the scheduler's greedy planner beside Timefold Solver, a general local search, on the same fleets. */
@NullMarked
package io.cairn.bench.defrag;

import org.jspecify.annotations.NullMarked;
