package io.cairn.cli;

import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.KindBuilder;
import io.cairn.resource.domain.Scope;
import io.cairn.resource.domain.Subresource;
import java.util.List;
import java.util.Optional;

/** Users, service accounts, tokens and nodes for the tests, shaped as the real ones are. */
final class Access {

    static final GroupVersion IAM = new GroupVersion("iam.cairn.io", "v1");
    static final GroupVersion INFRA = new GroupVersion("infra.cairn.io", "v1");

    private Access() {}

    record Person(Optional<String> displayName) {}

    record Token(Optional<String> description, Optional<String> user) {}

    record Host(Optional<Boolean> allowEmulation) {}

    record Nothing() {}

    static final Kind<Person, Nothing, Nothing> USER = holder("User").scope(Scope.CLUSTER).build();
    static final Kind<Person, Nothing, Nothing> ACCOUNT = holder("ServiceAccount").build();

    static final Kind<Token, Nothing, Nothing> TOKEN = Kind
            .of(IAM, "ApiToken", Token.class, new Nothing(), Nothing.class, (_, _, facts) -> facts)
            .scope(Scope.CLUSTER)
            .column("User", "string", "Whose", token -> token.spec().user().orElse(""))
            .build();

    static final Kind<Host, Nothing, Nothing> NODE = Kind
            .of(INFRA, "Node", Host.class, new Nothing(), Nothing.class, (_, _, facts) -> facts)
            .scope(Scope.CLUSTER)
            .subresource(new Subresource.Action<>("jointoken", "Makes a token", (_, node, _) -> new Subresource.Outcome(
                    """
                    {"apiVersion":"infra.cairn.io/v1","kind":"JoinToken","metadata":{"name":"%s"},"token":"join-me",\
                    "expiresInSeconds":3600}""".formatted(node.metadata().name()), Optional.empty())))
            .build();

    record Bounds(Optional<Integer> machines) {}

    record Item(String dimension, String used, String limit, String remaining) {}

    record Usage(List<Item> items) {}

    /** Of every quota three machines are used. */
    static final Kind<Bounds, Nothing, Usage> QUOTA = Kind
            .of(Machine.COMPUTE, "Quota", Bounds.class, new Nothing(), Usage.class,
                    (_, spec, _) -> new Usage(List.of(new Item("machines", "3",
                            spec.machines().map(String::valueOf).orElse(""),
                            spec.machines().map(limit -> "" + (limit - 3)).orElse("")))))
            .build();

    /** Answers with what was asked for in the description, so that a test sees it. */
    private static KindBuilder<Person, Nothing, Nothing> holder(String kind) {
        return Kind.of(IAM, kind, Person.class, new Nothing(), Nothing.class, (_, _, facts) -> facts)
                .subresource(new Subresource.Action<>("token", "Makes a token",
                        (_, who, body) -> new Subresource.Outcome(
                                """
                                {"apiVersion":"iam.cairn.io/v1","kind":"ApiToken","metadata":{"name":"%s-1"},"spec":{"expires":\
                                "2026-02-01T00:00:00Z","description":"%s"},"status":{"token":"secret-of-%1$s"}}"""
                                        .formatted(
                                                who.metadata().name(), body.orElse("").replace("\"", "'")),
                                Optional.empty())));
    }
}
