package io.cairn.scheduler.application;

import java.util.Optional;

/** Something that was decided and is about to be committed. */
sealed interface Pending {
    Intent intent();

    /** A claim that goes back, or most of it. */
    record Given(Job job, Intent intent) implements Pending {}

    /** Another size or generation of a claim that stands. */
    record Sized(Job.Ask job, Intent intent) implements Pending {}

    /** A machine in place of a piece of its reservation. */
    record Traded(Job.Ask job, Intent.Take intent, Claim piece) implements Pending {}

    /** @param before the claim that stands, of a machine that made room and is to be back */
    record Placed(Waitlist.Waiter waiter, Intent intent, Optional<Claim> before) implements Pending {}
}
