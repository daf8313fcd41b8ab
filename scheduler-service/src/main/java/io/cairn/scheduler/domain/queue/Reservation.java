package io.cairn.scheduler.domain.queue;

import io.cairn.scheduler.domain.engine.Gang;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Request;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Room for some machines alike during a time.
 *
 * @param each what one of the machines will ask
 * @param from when room is kept free, at the latest when the first of them is to run
 * @param until when what was not used of it is given back
 */
public record Reservation(String name, Request each, int count, Instant from, Instant until) {
    private static final String PREFIX = "reservation/";

    public Reservation {
        if (count < 1 || count > Gang.MOST_MEMBERS) {
            throw new IllegalArgumentException("Reservation %s is for %d machines; 1 to %d are possible".formatted(name,
                    count, Gang.MOST_MEMBERS));
        }
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("Reservation %s ends at %s, which is not after %s".formatted(name, until,
                    from));
        }
    }

    /** Its room as machines that nobody may preempt, all or none. */
    Gang gang() {
        return new Gang(PREFIX + name, IntStream.range(0, count)
                .mapToObj(i -> new Gang.Member(PREFIX + name + "/" + i, each.withPriority(Request.HIGHEST, false)))
                .toList());
    }

    /** What became of it. */
    public sealed interface State {
        /** It is not time yet. */
        record Ahead() implements State {}

        /** @param room that nobody uses yet */
        record Held(List<Claim> room) implements State {}

        /** There was not room for all of it, so none is held; it is tried again. */
        record Short(Gang.Outcome.Absent why) implements State {}
    }
}
