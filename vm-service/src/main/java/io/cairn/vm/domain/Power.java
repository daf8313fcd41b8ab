package io.cairn.vm.domain;

import io.cairn.resource.domain.Metadata;

/** Whether a machine counts as running for a quota: it does from being asked to run until it is known to be off. */
public enum Power {
    /** It is to run, and has not ended by itself. */
    ON,
    /** It is to be off, and is. */
    OFF,
    /** It is to be off, and nobody has said yet that it is: it counts as it did before. */
    UNDECIDED;

    public static Power of(Metadata metadata, VmSpec spec, VmFacts facts) {
        var vm = Vm.of(metadata, spec, facts);
        return switch (vm.intent()) {
            case Vm.Intent.Run _ -> vm.seen() instanceof Vm.Observation.Present(_, _, var finished) && finished
                    ? OFF
                    : ON;
            // It comes back by itself, so its part of the quota stays its own.
            case Vm.Intent.Yield _ -> ON;
            case Vm.Intent.Halt _,Vm.Intent.Remove _ -> switch (vm.placement()) {
                case Vm.Placement.Nowhere _ -> OFF;
                case Vm.Placement.On _ -> off(vm.seen()) ? OFF : UNDECIDED;
            };
        };
    }

    private static boolean off(Vm.Observation seen) {
        return switch (seen) {
            case Vm.Observation.Present(var state, var answers, _) -> answers && state == VmFacts.State.OFF;
            case Vm.Observation.Absent(var answers) -> answers;
            case Vm.Observation.NotYet _,Vm.Observation.Silent _ -> false;
        };
    }

    /** True if the API asked for the machine to run, and not just a report of its node tells so. */
    public static boolean asked(Metadata metadata, VmSpec spec, VmFacts before, VmFacts after) {
        return after.run() > before.run()
                || !(Vm.of(metadata, spec, before).intent() instanceof Vm.Intent.Run);
    }
}
