package io.cairn.resource.application;

import io.cairn.resource.domain.Regarding;

/**
 * Tells people what happened to an object. Events are kept in an outbox in the caller's transaction and delivered to
 * the gateway afterwards, at least once; the outbox is bounded and drops the oldest.
 */
public interface Events {
    enum Type {
        NORMAL,
        WARNING
    }

    /**
     * @param reason one CamelCase word for programs
     * @param message a sentence that somebody at three in the morning wants to read; at most 1,024 characters
     */
    void record(Regarding regarding, Type type, String reason, String message);
}
