package io.cairn.gateway.domain.iam;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Limits;
import java.util.Optional;

/** Somebody to whom a binding gives a role. */
public record Subject(@Doc("User, Group or ServiceAccount") Kind kind,
        @Doc("Name of the user, of the group (a UserGroup of the organisation, or a group that the identity provider "
                + "names), or of the service account") @Limits(maxLength = 512) String name,
        @Doc("Project of a service account; that of the binding if absent") @Limits(maxLength = 63) Optional<String> namespace) {

    /** What a subject is. */
    public enum Kind {
        USER,
        GROUP,
        SERVICE_ACCOUNT
    }

    public static Subject group(String name) {
        return new Subject(Kind.GROUP, name, Optional.empty());
    }
}
