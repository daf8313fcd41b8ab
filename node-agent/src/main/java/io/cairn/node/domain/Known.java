package io.cairn.node.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the agent remembers of a machine.
 *
 * @param run the run that was started last; 0 if none
 * @param starts how often it was started here
 * @param lastExit why it last ended
 * @param quickExits exits in a row that came within a minute of the start
 * @param stop the shutdown that is under way, if any
 * @param ip the address that is kept for it; empty if none yet
 * @param cpus the logical CPUs that its vCPUs had to themselves last, in their order; none if it shares them
 */
public record Known(long run, long starts, Exit lastExit, String lastExitMessage, Optional<Instant> lastExitAt,
        Optional<Instant> startedAt, int quickExits, Optional<Stop> stop, String ip, List<Integer> cpus) {

    /** What was noted before there was such a thing has none. */
    public Known {
        cpus = noted(cpus);
    }

    private static List<Integer> noted(@Nullable List<Integer> cpus) {
        return cpus == null ? List.of() : List.copyOf(cpus);
    }

    /**
     * @param asked when the guest was first asked to shut down
     * @param pressed when its power button was last pressed
     */
    public record Stop(Instant asked, Instant pressed) {}

    /** Why a run ended. */
    public enum Exit {
        NONE,
        GUEST_SHUTDOWN,
        REQUESTED,
        CRASHED,
        LOST;

        /** For people. */
        public String words() {
            return switch (this) {
                case NONE -> "";
                case GUEST_SHUTDOWN -> "the guest shut itself down";
                case REQUESTED -> "asked for";
                case CRASHED -> "the QEMU process died, or somebody on the host switched it off";
                case LOST -> "it ended while nobody watched";
            };
        }
    }

    public static final Known NOTHING = new Known(0, 0, Exit.NONE, "", Optional.empty(), Optional.empty(), 0,
            Optional.empty(), "", List.of());

    private static final long QUICK_SECONDS = 60;

    public Known started(long newRun, Instant now) {
        return new Known(newRun, starts + 1, lastExit, lastExitMessage, lastExitAt, Optional.of(now), quickExits,
                Optional.empty(), ip, cpus);
    }

    /** The power button is pressed, for the first time or again. */
    public Known stopping(Instant now) {
        var asked = stop.map(Stop::asked).orElse(now);
        return new Known(run, starts, lastExit, lastExitMessage, lastExitAt, startedAt, quickExits,
                Optional.of(new Stop(asked, now)), ip, cpus);
    }

    public Known addressed(String address) {
        return new Known(run, starts, lastExit, lastExitMessage, lastExitAt, startedAt, quickExits, stop, address,
                cpus);
    }

    public Known pinned(List<Integer> value) {
        return new Known(run, starts, lastExit, lastExitMessage, lastExitAt, startedAt, quickExits, stop, ip, value);
    }

    /** Notes the end of a run; an end that was asked for is no failure whatever the hypervisor calls it. */
    public Known ended(Exit cause, String message, Instant now) {
        var real = stop.isPresent() ? Exit.REQUESTED : cause;
        var quick = startedAt.filter(at -> at.plusSeconds(QUICK_SECONDS).isAfter(now)).isPresent();
        var again = real == Exit.REQUESTED || !quick ? 0 : quickExits + 1;
        return new Known(run, starts, real, real == Exit.REQUESTED ? "asked for" : message, Optional.of(now),
                Optional.empty(),
                again, Optional.empty(), ip, cpus);
    }
}
