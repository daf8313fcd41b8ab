package io.cairn.resource.adapter.http;

import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * What a request says about versions, with the rules of Kubernetes: a combination that means nothing is refused, and so
 * is one that cannot be answered as it is meant.
 *
 * @param version 0 if none was given
 * @param exact the answer must be of this version and no other
 */
record Versioned(long version, boolean exact) {

    /** Of a list. */
    static Versioned list(Exchange exchange, boolean continued) {
        var version = version(exchange);
        var match = exchange.parameter("resourceVersionMatch");
        if (exchange.query().has("sendInitialEvents")) {
            throw invalid(Cause.forbidden("sendInitialEvents", "is for watches; add watch=true"));
        }
        if (match.isEmpty()) {
            return new Versioned(version, false);
        }
        if (!List.of("Exact", "NotOlderThan").contains(match.get())) {
            throw invalid(Cause.unsupported("resourceVersionMatch", match.get(),
                    "supported values: \"Exact\", \"NotOlderThan\""));
        }
        if (continued) {
            throw invalid(Cause.forbidden("resourceVersionMatch", "is forbidden when continue is provided"));
        }
        if (exchange.parameter("resourceVersion").isEmpty()) {
            throw invalid(Cause.forbidden("resourceVersionMatch", "is forbidden unless resourceVersion is provided"));
        }
        var exact = match.get().equals("Exact");
        if (exact && version == 0) {
            throw invalid(Cause.forbidden("resourceVersionMatch", "Exact is forbidden for resourceVersion 0"));
        }
        return new Versioned(version, exact);
    }

    /** The version from which a watch is wanted; 0 for what is there now. */
    static long watch(Exchange exchange) {
        var match = exchange.parameter("resourceVersionMatch");
        var initial = exchange.query().has("sendInitialEvents");
        if (initial && !match.equals(Optional.of("NotOlderThan"))) {
            throw invalid(Cause.required("resourceVersionMatch", "sendInitialEvents requires NotOlderThan"));
        }
        if (!initial && match.isPresent()) {
            throw invalid(Cause.forbidden("resourceVersionMatch",
                    "is forbidden for watch unless sendInitialEvents is provided"));
        }
        if (exchange.flag("sendInitialEvents") && !exchange.flag("allowWatchBookmarks")) {
            throw invalid(Cause.required("allowWatchBookmarks", "the end of the initial events is a bookmark"));
        }
        return version(exchange);
    }

    private static Refusal invalid(Cause cause) {
        return new Refusal(Reason.INVALID,
                "ListOptions is invalid: %s: %s".formatted(cause.field(), cause.message()), List.of(cause));
    }

    private static long version(Exchange exchange) {
        var text = exchange.parameter("resourceVersion").orElse("0");
        if (!text.matches("[0-9]{1,18}")) {
            throw new Refusal(Reason.BAD_REQUEST, "Invalid resourceVersion: \"%s\": must be a decimal number from a "
                    .formatted(text) + "list or an object");
        }
        return Long.parseLong(text);
    }

    /** Refuses what the present version cannot answer. */
    void check(long current) {
        notAhead(version, current);
        if (exact && version != current) {
            throw new Refusal(Reason.EXPIRED, "The resourceVersion %d is not the present one (%d), and old states are "
                    .formatted(version, current) + "not kept; list without resourceVersionMatch=Exact");
        }
    }

    static void notAhead(long version, long current) {
        if (version > current) {
            throw new Refusal(Reason.TIMEOUT, "Too large resource version: %d, current: %d".formatted(version, current),
                    List.of(new Cause("ResourceVersionTooLarge", "", "Too large resource version")), Optional.of(1));
        }
    }
}
