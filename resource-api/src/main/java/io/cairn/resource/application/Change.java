package io.cairn.resource.application;

import java.util.Optional;

/**
 * One committed change.
 *
 * @param object the state after the change; of a deletion the last state, with the version of the deletion
 * @param before the state before the change; empty if the object is new
 */
public record Change(long version, Type type, StoredObject object, Optional<StoredObject> before) {

    /** What happened. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }
}
