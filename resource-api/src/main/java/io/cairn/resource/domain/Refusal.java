package io.cairn.resource.domain;

import java.util.List;
import java.util.Optional;

/**
 * An expected failure: the caller asked for something that cannot be done now, and is told why. Anything else
 * that is thrown is a bug and answers 500 without internals.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Reason reason;
    private final transient List<Cause> causes;
    private final transient Optional<Integer> retryAfterSeconds;

    public Refusal(Reason reason, String message) {
        this(reason, message, List.of(), Optional.empty());
    }

    public Refusal(Reason reason, String message, List<Cause> causes) {
        this(reason, message, causes, Optional.empty());
    }

    /**
     * @param message a sentence for the caller: names object, value and way out; no internals
     * @param retryAfterSeconds when a repeat of the same request may succeed
     */
    public Refusal(Reason reason, String message, List<Cause> causes, Optional<Integer> retryAfterSeconds) {
        super(message, null, false, false);
        this.reason = reason;
        this.causes = List.copyOf(causes);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public Reason reason() {
        return reason;
    }

    public List<Cause> causes() {
        return causes;
    }

    public Optional<Integer> retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** The message, never null. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
