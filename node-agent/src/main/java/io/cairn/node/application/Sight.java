package io.cairn.node.application;

import io.cairn.node.domain.Known;
import io.cairn.node.domain.Wanted;
import java.util.Optional;

/**
 * What is reported of a machine.
 *
 * @param wanted empty for an orphan
 */
public record Sight(String uid, Optional<Wanted> wanted, State state, long epoch, long generation, long run,
        Known known,
        Optional<Problem> problem, int percent, String doing, boolean orphan, String type) {

    /** State in the words of the contract. */
    public enum State {
        ABSENT,
        PREPARING,
        RUNNING,
        PAUSED,
        STOPPING,
        OFF
    }

    public record Problem(String reason, String message, int attempts) {}
}
