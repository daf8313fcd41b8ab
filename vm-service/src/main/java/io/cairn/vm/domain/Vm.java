package io.cairn.vm.domain;

import io.cairn.resource.domain.Metadata;
import java.time.Instant;
import java.util.Optional;

/** One machine, and what to do next about it: pure, total, and checked for missing cases by the compiler. */
public record Vm(Intent intent, Placement placement, Observation seen, boolean pinned, Optional<Instant> retryAt) {

    /** Written only by the API. */
    public sealed interface Intent {
        /** @param paused with its memory there and its processors standing */
        record Run(Restart restart, boolean paused) implements Intent {}

        record Halt() implements Intent {}

        /**
         * To be off for now, because its room is needed for others.
         *
         * @param gave it has given up its room, and wants it back
         */
        record Yield(boolean gave) implements Intent {}

        record Remove() implements Intent {}
    }

    /** When a node starts a machine again by itself. */
    public enum Restart {
        ALWAYS,
        ON_FAILURE,
        NEVER
    }

    /** Written only by the scheduler's answer. */
    public sealed interface Placement {
        /** @param asking a claim may stand nevertheless */
        record Nowhere(boolean asking) implements Placement {}

        record On(String node, long epoch) implements Placement {}
    }

    /** Written only by reports from nodes; what was seen at an older epoch counts as not seen. */
    public sealed interface Observation {
        record NotYet() implements Observation {}

        record Silent(Instant since) implements Observation {}

        /**
         * Nothing of it is there.
         *
         * @param answers the node has taken in the newest command; otherwise it may be making the machine by now
         */
        record Absent(boolean answers) implements Observation {}

        /**
         * @param answers the node has taken in the newest spec and run
         * @param finished it ended by itself and, by its strategy, is not started again
         */
        record Present(VmFacts.State state, boolean answers, boolean finished) implements Observation {}
    }

    public static Vm of(Metadata metadata, VmSpec spec, VmFacts facts) {
        Placement placement = facts.place()
                .<Placement>map(place -> new Placement.On(place.node(), facts.epoch()))
                .orElseGet(() -> new Placement.Nowhere(facts.asking()));
        return new Vm(intent(metadata, spec, facts), placement, observation(metadata, spec, facts),
                facts.pinned().isPresent(), facts.trouble().map(VmFacts.Trouble::retryAt));
    }

    private static Intent intent(Metadata metadata, VmSpec spec, VmFacts facts) {
        if (metadata.deleting()) {
            return new Intent.Remove();
        }
        if (facts.is(VmFacts.Stage.LEAVING)) {
            return new Intent.Yield(false);
        }
        var asked = asked(spec, facts);
        return asked instanceof Intent.Run && facts.is(VmFacts.Stage.PARKED) ? new Intent.Yield(true) : asked;
    }

    /** True if a machine that is not deleted is to run. */
    public static boolean wanted(VmSpec spec, VmFacts facts) {
        return asked(spec, facts) instanceof Intent.Run;
    }

    private static Intent asked(VmSpec spec, VmFacts facts) {
        var paused = facts.frozen();
        return switch (spec.runStrategy()) {
            case ALWAYS -> new Intent.Run(Restart.ALWAYS, paused);
            case HALTED -> new Intent.Halt();
            case MANUAL -> facts.powerOn().orElse(false) ? new Intent.Run(Restart.NEVER, paused) : new Intent.Halt();
            case RERUN_ON_FAILURE -> facts.powerOn().orElse(true)
                    ? new Intent.Run(Restart.ON_FAILURE, paused)
                    : new Intent.Halt();
        };
    }

    private static Observation observation(Metadata metadata, VmSpec spec, VmFacts facts) {
        if (facts.silentSince().isPresent()) {
            return new Observation.Silent(facts.silentSince().get());
        }
        if (facts.seen().isEmpty() || facts.seen().get().epoch() < facts.epoch()) {
            return new Observation.NotYet();
        }
        var seen = facts.seen().get();
        var newest = seen.generation() >= metadata.generation();
        var answers = newest && seen.run() >= facts.run();
        if (seen.state() == VmFacts.State.ABSENT) {
            // Who removes a machine no longer counts its runs; nothing but the removal has the last generation.
            return new Observation.Absent(metadata.deleting() ? newest : answers);
        }
        var byItself = seen.lastExit() == VmFacts.Exit.GUEST_SHUTDOWN;
        var finished = seen.state() == VmFacts.State.OFF && seen.run() >= facts.run() && switch (spec.runStrategy()) {
            case MANUAL -> true;
            case RERUN_ON_FAILURE -> byItself;
            case ALWAYS, HALTED -> false;
        };
        return new Observation.Present(seen.state(), answers, finished);
    }

    /** The next step. */
    public Action next() {
        return switch (intent) {
            case Intent.Remove _ -> removing();
            case Intent.Halt _ -> halting(new Action.Settled());
            case Intent.Yield(var gave) -> yielding(gave);
            case Intent.Run run -> running(run);
        };
    }

    private Action running(Intent.Run run) {
        return switch (placement) {
            case Placement.Nowhere _ -> pinned ? new Action.Place() : new Action.Pin();
            case Placement.On(var node, _) -> switch (seen) {
                // A silent node proves nothing: never start a second copy elsewhere on a guess.
                case Observation.Silent(var since) -> new Action.Await(node, since);
                case Observation.NotYet _,Observation.Absent _ -> ensure(node, run);
                case Observation.Present(var state, var answers, var finished) -> answers
                        && (state == wanted(run) || finished)
                                ? new Action.Settled()
                                : ensure(node, run);
            };
        };
    }

    private static VmFacts.State wanted(Intent.Run run) {
        return run.paused() ? VmFacts.State.PAUSED : VmFacts.State.RUNNING;
    }

    private static Action ensure(String node, Intent.Run run) {
        return run.paused()
                ? new Action.EnsurePaused(node, run.restart())
                : new Action.EnsureRunning(node, run.restart());
    }

    /** @param off what to do once it is off where it is */
    private Action halting(Action off) {
        return switch (placement) {
            case Placement.Nowhere(var asking) -> asking ? new Action.Withdraw() : new Action.Settled();
            // The disks are on the node: a machine that is off keeps its place.
            case Placement.On(var node, _) -> switch (seen) {
                case Observation.Silent(var since) -> new Action.Await(node, since);
                case Observation.NotYet _ -> new Action.EnsureOff(node);
                case Observation.Absent(var answers) -> answers ? off : new Action.EnsureOff(node);
                case Observation.Present(var state, var answers, _) -> state == VmFacts.State.OFF && answers
                        ? off
                        : new Action.EnsureOff(node);
            };
        };
    }

    /** Only a node that said it is off makes its room another one's. */
    private Action yielding(boolean gave) {
        return switch (placement) {
            case Placement.Nowhere _ -> pinned ? new Action.Place() : new Action.Pin();
            case Placement.On(var node, _) -> halting(gave ? new Action.Return(node) : new Action.Park(node));
        };
    }

    private Action removing() {
        return switch (placement) {
            case Placement.Nowhere(var asking) -> asking ? new Action.Withdraw() : new Action.Forget();
            case Placement.On(var node, _) -> switch (seen) {
                case Observation.Silent(var since) -> new Action.Await(node, since);
                case Observation.NotYet _,Observation.Present _ -> new Action.EnsureGone(node);
                // Absent before it took in the removal proves nothing: it may have been told to run the machine since.
                case Observation.Absent(var answers) -> answers
                        ? new Action.Release(node)
                        : new Action.EnsureGone(node);
            };
        };
    }
}
