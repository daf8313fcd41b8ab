package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.util.List;
import java.util.stream.Collectors;

/** Refusals that every kind shares. */
public final class Refusals {
    private Refusals() {}

    /** 422 in the words of a Kubernetes API server, with one cause for each wrong field. */
    public static Refusal invalid(Kind<?, ?, ?> kind, String name, List<Cause> causes) {
        var detail = causes.stream()
                .map(cause -> cause.field() + ": " + cause.message())
                .collect(Collectors.joining(", ", causes.size() > 1 ? "[" : "", causes.size() > 1 ? "]" : ""));
        var group = kind.groupVersion().group();
        return new Refusal(Reason.INVALID, "%s \"%s\" is invalid: %s"
                .formatted(group.isEmpty() ? kind.kind() : kind.kind() + "." + group, name, detail), causes);
    }
}
