package io.cairn.gateway.domain;

import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.util.List;

/**
 * Refusals of new objects where everything is on its way out, in the words of Kubernetes: by the cause
 * {@code NamespaceTerminating} controllers know that a repeat is no use.
 */
public final class Termination {
    private static final String FIELD = "metadata.namespace";

    private Termination() {}

    /** @param what kind and name of the object that was to be made, such as {@code leases "x"} */
    public static Refusal ofNamespace(String what, String namespace) {
        return new Refusal(Reason.FORBIDDEN,
                ("%s is forbidden: unable to create new content in namespace %s because it is being terminated. Wait "
                        + "until it is gone and make it anew, or use another one").formatted(what, namespace),
                List.of(cause("namespace", namespace)));
    }

    /** @param namespaced whether the object was to be in a namespace, which goes with the organisation */
    public static Refusal ofOrganisation(String what, String organisation, boolean namespaced) {
        return new Refusal(Reason.FORBIDDEN,
                ("%s is forbidden: unable to create new content in organisation %s because it is being terminated. "
                        + "Wait until it is gone and make it anew, or use another one").formatted(what, organisation),
                namespaced
                        ? List.of(cause("namespace", "of organisation " + organisation), cause("organisation",
                                organisation))
                        : List.of(cause("organisation", organisation)));
    }

    private static Cause cause(String where, String name) {
        return new Cause(where.equals("namespace") ? "NamespaceTerminating" : "OrganisationTerminating", FIELD,
                "%s %s is being terminated".formatted(where, name));
    }

    /** There is no such namespace. */
    public static Refusal missing(String namespace) {
        return new Refusal(Reason.NOT_FOUND, "namespaces \"%s\" not found; create it with: kubectl create namespace %s"
                .formatted(namespace, namespace));
    }
}
