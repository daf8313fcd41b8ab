package io.cairn.resource.application;

import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.util.Optional;

/**
 * What must still be true of an object when it is written.
 *
 * @param version resourceVersion as the caller wrote it: whatever is not the present one is a conflict
 */
public record Preconditions(Optional<String> uid, Optional<String> version) {
    public static final Preconditions NONE = new Preconditions(Optional.empty(), Optional.empty());

    /** Refuses with CONFLICT if the object is not the one that the caller saw. */
    public void check(String plural, Metadata stored) {
        if (uid.isPresent() && !uid.get().equals(stored.uid())) {
            throw conflict(plural, stored, "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                    .formatted(uid.get(), stored.uid()));
        }
        if (version.isPresent() && !version.get().equals(Long.toString(stored.resourceVersion()))) {
            throw conflict(plural, stored,
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    private static Refusal conflict(String plural, Metadata stored, String why) {
        return new Refusal(Reason.CONFLICT,
                "Operation cannot be fulfilled on %s \"%s\": %s".formatted(plural, stored.name(), why));
    }
}
