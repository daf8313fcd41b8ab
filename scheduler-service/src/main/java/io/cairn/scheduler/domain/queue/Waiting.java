package io.cairn.scheduler.domain.queue;

import java.time.Instant;

/**
 * A machine, or a gang, that waits for its place.
 *
 * @param project whose fair share it counts for
 * @param cost how much of the share: any unit, the same for all
 * @param what to place
 */
public record Waiting<T>(String id, String project, int priority, long cost, Instant since, T what) {
    public Waiting {
        if (cost < 0) {
            throw new IllegalArgumentException("The cost of %s is 0 or more, not %d".formatted(id, cost));
        }
    }
}
