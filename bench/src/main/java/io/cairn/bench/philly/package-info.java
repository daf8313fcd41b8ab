/** Replay of a day of GPU jobs (Microsoft Philly): how long gangs wait in the scheduler's queue, beside strict FIFO. */
@NullMarked
package io.cairn.bench.philly;

import org.jspecify.annotations.NullMarked;
