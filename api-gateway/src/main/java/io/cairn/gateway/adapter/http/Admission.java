package io.cairn.gateway.adapter.http;

import io.cairn.gateway.application.Directories;
import io.cairn.gateway.application.Scopes;
import io.cairn.gateway.domain.Access;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import io.cairn.gateway.domain.iam.Directory;
import io.cairn.gateway.domain.iam.Grant;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who asks, in whose name, and whether they may. */
public record Admission(Authentication authentication, Directories directories, Scopes scopes) {
    private static final String USER = "Impersonate-User";
    private static final String GROUP = "Impersonate-Group";
    private static final int MAX_GROUPS = 64;

    /** Refuses with UNAUTHORIZED whom it does not know, with FORBIDDEN who may not act in another name. */
    Identity identify(HttpServletRequest request) {
        var identity = authentication.identify(request);
        return impersonates(request) ? impersonated(identity, request) : identity;
    }

    static boolean impersonates(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames())
                .stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("impersonate-"));
    }

    private Identity impersonated(Identity identity, HttpServletRequest request) {
        var user = Optional.ofNullable(request.getHeader(USER)).orElse("");
        var groups = Collections.list(request.getHeaders(GROUP));
        if (user.isEmpty() || groups.size() > MAX_GROUPS) {
            throw new Refusal(Reason.BAD_REQUEST, "Impersonation needs %s, and takes at most %d of %s"
                    .formatted(USER, MAX_GROUPS, GROUP));
        }
        if (Collections.list(request.getHeaderNames())
                .stream()
                .anyMatch(name -> !name.equalsIgnoreCase(USER) && !name.equalsIgnoreCase(GROUP)
                        && name.toLowerCase(Locale.ROOT).startsWith("impersonate-"))) {
            throw new Refusal(Reason.FORBIDDEN, "Only %s and %s are honoured; identities have no uid and no extra "
                    .formatted(USER, GROUP) + "values here");
        }
        if (!mayImpersonate(grants(identity), !groups.isEmpty())) {
            throw new Refusal(Reason.FORBIDDEN, "users \"%s\" is forbidden: User \"%s\" cannot impersonate anybody"
                    .formatted(user, identity.user()));
        }
        var local = groups.isEmpty()
                ? Optional.ofNullable(directories.current().users().get(user))
                        .map(known -> known.groups())
                        .orElse(List.of())
                : groups;
        return identity.as(user, Stream.concat(local.stream(), Stream.of(Identity.AUTHENTICATED)).distinct().toList());
    }

    List<Grant> grants(Identity identity) {
        return directories.current().grants(identity);
    }

    Access decide(Identity identity, RequestInfo info) {
        var directory = directories.current();
        return Access.decide(identity, directory.grants(identity), info,
                directory.organisations().contains(info.organisation()),
                info.resource().flatMap(resource -> scopes.of(info.group(), resource)));
    }

    /** How it is found out later whether a request that was let in would be again. */
    LiveRequests.Still still(RequestInfo info) {
        // Asked for now: a service that is away later does not tell.
        var scope = info.resource().flatMap(resource -> scopes.of(info.group(), resource));
        return (directory, identity, now) -> impersonatesStill(directory, identity, now)
                && Access.decide(identity, directory.grants(identity), info,
                        directory.organisations().contains(info.organisation()), scope) instanceof Access.Allowed;
    }

    private static boolean impersonatesStill(Directory directory, Identity identity, Instant now) {
        return identity.impersonator().isEmpty() || identity.token()
                .flatMap(shown -> directory.shown(shown, now))
                .filter(owner -> !mayImpersonate(directory.grants(owner), false))
                .isEmpty();
    }

    private static boolean mayImpersonate(List<Grant> grants, boolean groups) {
        return grants.stream()
                .filter(Grant::everywhere)
                .anyMatch(grant -> grant.covers("impersonate", "", "users", "")
                        && (!groups || grant.covers("impersonate", "", "groups", "")));
    }

    /** Refuses what is not allowed; a foreign organisation like one that does not exist. */
    static void enforce(Access access, RequestInfo info) {
        switch (access) {
            case Access.Allowed _ -> {
            }
            case Access.Denied(var message) -> throw new Refusal(Reason.FORBIDDEN,
                    info.resource().map(r -> r + (info.group().isEmpty() ? "" : "." + info.group())).orElse("")
                            + " is forbidden: " + message);
            case Access.Hidden _ ->
                throw new Refusal(Reason.NOT_FOUND, "the server could not find the requested resource");
        }
    }
}
