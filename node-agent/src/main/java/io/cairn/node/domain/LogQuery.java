package io.cairn.node.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What somebody wants to see of a console log.
 *
 * @param follow goes on as the machine writes more
 * @param tailLines begins so many lines before the end; empty for the beginning
 * @param since leaves out lines that began earlier
 * @param within leaves out lines that are older
 * @param timestamps puts the time of each line in front of it
 * @param limitBytes ends after so many bytes, times included
 */
public record LogQuery(boolean follow, Optional<Long> tailLines, Optional<Instant> since, Optional<Duration> within,
        boolean timestamps, Optional<Long> limitBytes) {
    public static final LogQuery EVERYTHING = new LogQuery(false, Optional.empty(), Optional.empty(),
            Optional.empty(), false, Optional.empty());

    /** From when on lines are shown, if none that are older than the oldest are. */
    public Instant from(Instant now, Instant oldest) {
        return Stream.of(since, within.map(now::minus))
                .flatMap(Optional::stream)
                .filter(oldest::isBefore)
                .max(Comparator.naturalOrder())
                .orElse(oldest);
    }
}
