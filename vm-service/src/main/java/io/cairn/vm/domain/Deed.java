package io.cairn.vm.domain;

import io.cairn.vm.domain.VmSpec.RunStrategy;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An act on a machine: when it can be done, what it asks for, and when it is done. Pure, and the one place that knows. Where
 * the run strategy says whether a machine runs, start and stop change the strategy; otherwise they are facts.
 */
public sealed interface Deed {
    /** For people, in discovery. */
    String description();

    /** Why it cannot be done to a machine that is wanted so; empty if it can. */
    Optional<String> refusal(Vm.Intent intent);

    Intention intention(RunStrategy strategy, boolean runs);

    /** Whether a machine that is as asked is what this act is for. */
    boolean reached(VmStatus status);

    /** Such as "started": for messages. */
    String done();

    /** What is asked for: another strategy, other facts, or both. */
    record Intention(Optional<RunStrategy> strategy, UnaryOperator<VmFacts> facts) {}

    /** It runs. */
    record Start() implements Deed {
        @Override
        public String description() {
            return "Starts the machine; one that is paused goes on";
        }

        @Override
        public Optional<String> refusal(Vm.Intent intent) {
            return Optional.empty();
        }

        @Override
        public Intention intention(RunStrategy strategy, boolean runs) {
            return declared(strategy)
                    ? new Intention(Optional.of(RunStrategy.ALWAYS), VmFacts::resumed)
                    : new Intention(Optional.empty(), facts -> facts.powered(true, runs));
        }

        @Override
        public boolean reached(VmStatus status) {
            return status.powerState().equals("On") || status.phase().equals("Completed");
        }

        @Override
        public String done() {
            return "started";
        }
    }

    /** It is off, with its disks kept. */
    record Stop() implements Deed {
        @Override
        public String description() {
            return "Shuts the machine down";
        }

        @Override
        public Optional<String> refusal(Vm.Intent intent) {
            return Optional.empty();
        }

        @Override
        public Intention intention(RunStrategy strategy, boolean runs) {
            return declared(strategy)
                    ? new Intention(Optional.of(RunStrategy.HALTED), VmFacts::resumed)
                    : new Intention(Optional.empty(), facts -> facts.powered(false, runs));
        }

        @Override
        public boolean reached(VmStatus status) {
            return status.powerState().equals("Off");
        }

        @Override
        public String done() {
            return "stopped";
        }
    }

    /** It runs anew. */
    record Restart() implements Deed {
        @Override
        public String description() {
            return "Shuts the machine down and starts it again";
        }

        @Override
        public Optional<String> refusal(Vm.Intent intent) {
            return onlyIfOn(intent);
        }

        @Override
        public Intention intention(RunStrategy strategy, boolean runs) {
            return new Intention(Optional.empty(), VmFacts::restarted);
        }

        @Override
        public boolean reached(VmStatus status) {
            return status.powerState().equals("On") || status.phase().equals("Completed");
        }

        @Override
        public String done() {
            return "restarted";
        }
    }

    /** Its memory stays, its processors stand. */
    record Pause() implements Deed {
        @Override
        public String description() {
            return "Stops the processors of the machine; its memory stays on its node";
        }

        @Override
        public Optional<String> refusal(Vm.Intent intent) {
            return onlyIfOn(intent);
        }

        @Override
        public Intention intention(RunStrategy strategy, boolean runs) {
            return new Intention(Optional.empty(), VmFacts::paused);
        }

        @Override
        public boolean reached(VmStatus status) {
            return status.powerState().equals("Paused");
        }

        @Override
        public String done() {
            return "paused";
        }
    }

    /** It goes on where it was paused. */
    record Resume() implements Deed {
        @Override
        public String description() {
            return "Lets a paused machine go on";
        }

        @Override
        public Optional<String> refusal(Vm.Intent intent) {
            return onlyIfOn(intent);
        }

        @Override
        public Intention intention(RunStrategy strategy, boolean runs) {
            return new Intention(Optional.empty(), VmFacts::resumed);
        }

        @Override
        public boolean reached(VmStatus status) {
            return status.powerState().equals("On") || status.phase().equals("Completed");
        }

        @Override
        public String done() {
            return "resumed";
        }
    }

    private static Optional<String> onlyIfOn(Vm.Intent intent) {
        return switch (intent) {
            case Vm.Intent.Run _ -> Optional.empty();
            case Vm.Intent.Yield _ -> Optional.of("makes room for others; it is started by itself when there is room");
            case Vm.Intent.Halt _,Vm.Intent.Remove _ -> Optional.of("is off; start it instead");
        };
    }

    private static boolean declared(RunStrategy strategy) {
        return switch (strategy) {
            case ALWAYS, HALTED -> true;
            case MANUAL, RERUN_ON_FAILURE -> false;
        };
    }
}
