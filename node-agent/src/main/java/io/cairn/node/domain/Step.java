package io.cairn.node.domain;

import java.time.Instant;

/** The closed list of what can be done about a machine on this host. */
public sealed interface Step {
    /** Fetch the image, make disk, seed and address, define the domain and start it as the given run. Safe to repeat. */
    record Start(long run) implements Step {}

    /** Ask the guest to shut down. */
    record Shutdown() implements Step {}

    /** Stop the processors of the guest; its memory stays. */
    record Suspend() implements Step {}

    /** Let the processors of the guest turn again. */
    record Resume() implements Step {}

    /** Switch off. */
    record Destroy() implements Step {}

    /** Remove everything of the machine. */
    record Remove() implements Step {}

    /** Look again at an instant. */
    record Wait(Instant until) implements Step {}

    /** As wanted. */
    record Rest() implements Step {}
}
