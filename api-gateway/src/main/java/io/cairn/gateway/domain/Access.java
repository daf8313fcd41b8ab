package io.cairn.gateway.domain;

import io.cairn.gateway.domain.iam.Grant;
import io.cairn.resource.domain.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether an identity may make a request. Deny by default. */
public sealed interface Access {
    /** It may. */
    record Allowed() implements Access {}

    /** It may not, and why. */
    record Denied(String message) implements Access {}

    /** Nothing of the organisation is known to the identity: answered as if it did not exist. */
    record Hidden() implements Access {}

    /** Cluster-wide kinds that every member of an organisation may read: what there is to choose from. */
    Set<String> CATALOGUE = Set.of("compute.cairn.io/instancetypes", "image.cairn.io/images");

    /** Groups in which everybody may ask about themselves. */
    Set<String> REVIEWS = Set.of("authentication.k8s.io", "authorization.k8s.io");

    /**
     * What the API is may be read by everybody who is somebody. For the rest a grant must reach the place of the request
     * and cover what is done there. A kind whose scope is not known is treated like one of the whole cluster.
     *
     * @param grants of the identity, see {@link io.cairn.gateway.domain.iam.Directory#grants}
     * @param exists whether the organisation exists
     * @param scope of the kind; empty if no service knows it
     */
    static Access decide(Identity identity, List<Grant> grants, RequestInfo request, boolean exists,
            Optional<Scope> scope) {
        var member = grants.stream().anyMatch(grant -> grant.touches(request.organisation()));
        var home = request.organisation().equals(RequestInfo.DEFAULT_ORGANISATION);
        if (!exists || !member && !home) {
            return new Hidden();
        }
        if (request.resource().isEmpty()) {
            return request.reads() ? new Allowed() : denied(identity, request);
        }
        if (REVIEWS.contains(request.group()) || self(identity, request)) {
            return new Allowed();
        }
        if (member && request.reads() && request.subresource().isEmpty() && CATALOGUE.contains(request.kind())) {
            return new Allowed();
        }
        var allowed = grants.stream()
                .filter(grant -> reaches(grant, request, scope.orElse(Scope.CLUSTER)))
                .anyMatch(grant -> grant.covers(request.verb(), request.group(), request.resource().orElse(""),
                        request.subresource().orElse("")));
        return allowed ? new Allowed() : denied(identity, request);
    }

    private static boolean reaches(Grant grant, RequestInfo request, Scope scope) {
        return switch (scope) {
            case CLUSTER -> grant.everywhere();
            case ORGANISATION -> grant.reaches(request.organisation()) || ownProject(grant, request);
            case NAMESPACED -> request.namespace()
                    .map(project -> grant.reaches(request.organisation(), project))
                    .orElseGet(() -> grant.reaches(request.organisation()));
        };
    }

    /** A project is an object of the organisation, and who has a grant in it may see it. */
    private static boolean ownProject(Grant grant, RequestInfo request) {
        return request.kind().equals("/namespaces") && request.verb().equals("get")
                && request.name().filter(name -> grant.reaches(request.organisation(), name)).isPresent();
    }

    /** Everybody may look at their own user, and make tokens for it. */
    private static boolean self(Identity identity, RequestInfo request) {
        var own = request.kind().equals("iam.cairn.io/users")
                && request.name().equals(Optional.of(identity.user())) && identity.impersonator().isEmpty();
        return own && (request.verb().equals("get") && request.subresource().isEmpty()
                || request.verb().equals("create") && request.subresource().equals(Optional.of("token")));
    }

    private static Denied denied(Identity identity, RequestInfo request) {
        var what = request.resource()
                .map(resource -> "resource \"" + resource + request.subresource().map(s -> "/" + s).orElse("")
                        + "\" in API group \"" + request.group() + "\""
                        + request.namespace().map(n -> " in the namespace \"" + n + "\"").orElse(""))
                .orElse("path \"" + request.path() + "\"");
        return new Denied("User \"%s\" cannot %s %s: no role that is bound to the user permits it"
                .formatted(identity.user(), request.verb(), what));
    }
}
