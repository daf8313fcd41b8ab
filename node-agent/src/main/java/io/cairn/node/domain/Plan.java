package io.cairn.node.domain;

import java.time.Duration;
import java.time.Instant;

/** Decides the next step for a machine. Pure and total. */
public final class Plan {
    private static final int MAX_DOUBLINGS = 6;
    private static final Duration PRESS_AGAIN = Duration.ofSeconds(3);

    private Plan() {}

    /** What the hypervisor says of the domain. */
    public enum Domain {
        NONE,
        OFF,
        RUNNING,
        PAUSED
    }

    /**
     * @param remains anything of the machine is left on the host, its domain included
     */
    public static Step next(Wanted wanted, Domain domain, Known known, boolean remains, Instant now) {
        var up = domain == Domain.RUNNING || domain == Domain.PAUSED;
        return switch (wanted.power()) {
            case ABSENT -> up ? new Step.Destroy() : remains ? new Step.Remove() : new Step.Rest();
            case OFF -> up ? stop(wanted, known, now) : new Step.Rest();
            case RUNNING, PAUSED -> up ? keep(wanted, domain, known, now) : start(wanted, known, now);
        };
    }

    private static Step keep(Wanted wanted, Domain domain, Known known, Instant now) {
        if (known.run() < wanted.run()) {
            return stop(wanted, known, now);
        }
        if (wanted.power() == Wanted.Power.PAUSED) {
            return domain == Domain.RUNNING ? new Step.Suspend() : new Step.Rest();
        }
        return domain == Domain.PAUSED ? new Step.Resume() : new Step.Rest();
    }

    private static Step stop(Wanted wanted, Known known, Instant now) {
        if (known.stop().isEmpty()) {
            return wanted.graceSeconds() == 0 ? new Step.Destroy() : new Step.Shutdown();
        }
        var deadline = known.stop().get().asked().plusSeconds(wanted.graceSeconds());
        if (!now.isBefore(deadline)) {
            return new Step.Destroy();
        }
        // A guest that is still booting does not hear the button: it is pressed again.
        var again = known.stop().get().pressed().plus(PRESS_AGAIN);
        if (!now.isBefore(again)) {
            return new Step.Shutdown();
        }
        return new Step.Wait(again.isBefore(deadline) ? again : deadline);
    }

    private static Step start(Wanted wanted, Known known, Instant now) {
        var fresh = known.run() < wanted.run();
        // An end that was asked for, and is no longer, is none of the guest's own.
        var itself = known.lastExit() == Known.Exit.GUEST_SHUTDOWN;
        var again = switch (wanted.policy()) {
            case ALWAYS -> true;
            case ON_FAILURE -> !itself;
            case NEVER -> false;
        };
        if (!fresh && !again) {
            return new Step.Rest();
        }
        var retryAt = retryAt(known, now);
        if (!fresh && retryAt.isAfter(now)) {
            return new Step.Wait(retryAt);
        }
        return new Step.Start(Math.max(wanted.run(), known.run()));
    }

    /** The first restart is immediate; a machine that keeps ending within a minute waits 2 s, 4 s, ... up to 64 s. */
    private static Instant retryAt(Known known, Instant now) {
        if (known.quickExits() < 2) {
            return now;
        }
        var seconds = 1L << Math.min(known.quickExits() - 1, MAX_DOUBLINGS);
        return known.lastExitAt().orElse(now).plusSeconds(seconds);
    }
}
