package io.cairn.vm.domain;

import java.time.Instant;

/** The closed list of what can be done about a machine. */
public sealed interface Action {
    /** Pin image and size. */
    record Pin() implements Action {}

    /** Ask the scheduler for a node. */
    record Place() implements Action {}

    /** See to it that the node runs the machine. */
    record EnsureRunning(String node, Vm.Restart restart) implements Action {}

    /** See to it that the node has the machine there, paused. */
    record EnsurePaused(String node, Vm.Restart restart) implements Action {}

    /** See to it that the machine is off, with its disks kept. */
    record EnsureOff(String node) implements Action {}

    /** See to it that nothing of the machine is left on the node. */
    record EnsureGone(String node) implements Action {}

    /** Give up all of the claim but the disk: the machine is off, and others need its room. */
    record Park(String node) implements Action {}

    /** Ask for what it gave up again, where its disk is. */
    record Return(String node) implements Action {}

    /** Give the claim back. */
    record Release(String node) implements Action {}

    /** Give back a claim that may stand though no placement tells of it. */
    record Withdraw() implements Action {}

    /** Let the object go. */
    record Forget() implements Action {}

    /** Wait for the node to be heard again. */
    record Await(String node, Instant since) implements Action {}

    /** Nothing to do. */
    record Settled() implements Action {}
}
