package io.cairn.gateway.domain;

/** Whether an identity may make a request. Deny by default. */
public sealed interface Access {
    /** It may. */
    record Allowed() implements Access {}

    /** It may not, and why. */
    record Denied(String message) implements Access {}

    /** Operators may do everything in every organisation; everybody may read what the API is; nobody else may anything. */
    static Access decide(Identity identity, RequestInfo request) {
        if (identity.in(Identity.OPERATORS)) {
            return new Allowed();
        }
        if (request.resource().isEmpty() && request.reads()) {
            return new Allowed();
        }
        var what = request.resource()
                .map(resource -> "resource \"" + resource + "\" in API group \"" + request.group() + "\""
                        + request.namespace().map(n -> " in the namespace \"" + n + "\"").orElse(""))
                .orElse("path \"" + request.path() + "\"");
        return new Denied("User \"%s\" cannot %s %s".formatted(identity.user(), request.verb(), what));
    }
}
