/**
 * Replays of requests with affinity, anti-affinity, fault domains and NUMA on a fleet in racks, through the view that
 * the scheduler decides on.
 */
@NullMarked
package io.cairn.bench.topology;

import org.jspecify.annotations.NullMarked;
