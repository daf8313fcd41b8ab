package io.cairn.vm.domain;

import io.cairn.vm.domain.VmSpec.RunStrategy;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An act on a machine: when it can be done, what it asks for, and when it is done. Pure, and the one place that knows. Where
 * the run strategy says whether a machine runs, start and stop change the strategy; otherwise they are facts.
 *
 * @param description for people, in discovery
 * @param done such as "started": for messages
 * @param onlyIfOn whether it can be done to nothing but a machine that is to run
 * @param reached the power state in which a machine that is as asked is what this act is for
 */
public record Deed(String description, String done, boolean onlyIfOn, Intentions intentions, String reached) {
    private static final String ON = "On";

    /** What an act asks for, by the strategy of the machine and whether it runs. */
    @FunctionalInterface
    public interface Intentions {
        Intention of(RunStrategy strategy, boolean runs);
    }

    /** What is asked for: another strategy, other facts, or both. */
    public record Intention(Optional<RunStrategy> strategy, UnaryOperator<VmFacts> facts) {}

    public static final Deed START = new Deed("Starts the machine; one that is paused goes on", "started", false,
            power(true, RunStrategy.ALWAYS), ON);
    public static final Deed STOP = new Deed("Shuts the machine down", "stopped", false,
            power(false, RunStrategy.HALTED), "Off");
    public static final Deed RESTART = new Deed("Shuts the machine down and starts it again", "restarted", true,
            facts(VmFacts::restarted), ON);
    public static final Deed PAUSE = new Deed(
            "Stops the processors of the machine; its memory stays on its node", "paused", true,
            facts(VmFacts::paused), "Paused");
    public static final Deed RESUME = new Deed("Lets a paused machine go on", "resumed", true, facts(VmFacts::resumed),
            ON);

    private static Intentions power(boolean on, RunStrategy declared) {
        return (strategy, runs) -> switch (strategy) {
            case ALWAYS, HALTED -> new Intention(Optional.of(declared), VmFacts::resumed);
            case MANUAL, RERUN_ON_FAILURE -> new Intention(Optional.empty(), facts -> facts.powered(on, runs));
        };
    }

    private static Intentions facts(UnaryOperator<VmFacts> change) {
        return (_, _) -> new Intention(Optional.empty(), change);
    }

    /** Why it cannot be done to a machine that is wanted so; empty if it can. */
    public Optional<String> refusal(Vm.Intent intent) {
        return !onlyIfOn ? Optional.empty() : switch (intent) {
            case Vm.Intent.Run _ -> Optional.empty();
            case Vm.Intent.Yield _ -> Optional.of("makes room for others; it is started by itself when there is room");
            case Vm.Intent.Halt _,Vm.Intent.Remove _ -> Optional.of("is off; start it instead");
        };
    }

    public Intention intention(RunStrategy strategy, boolean runs) {
        return intentions.of(strategy, runs);
    }

    /** Whether a machine that is as asked is what this act is for. One that ended by itself has run. */
    public boolean reached(VmStatus status) {
        return status.powerState().equals(reached) || reached.equals(ON) && status.phase().equals("Completed");
    }
}
