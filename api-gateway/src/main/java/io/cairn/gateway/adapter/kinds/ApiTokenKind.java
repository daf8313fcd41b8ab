package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.domain.iam.TokenOwner;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Scope;
import java.time.Instant;
import java.util.Optional;

/** The kind ApiToken: what is known of a token that was issued. The secret itself is nowhere. */
public final class ApiTokenKind {
    private ApiTokenKind() {}

    /** Who a token stands for; exactly one of user and account. */
    public record Spec(@Doc("Name of the user") @Limits(immutable = true) Optional<String> user,
            @Doc("The service account") @Limits(immutable = true) Optional<AccountReference> serviceAccount,
            @Doc("What it is for") @Limits(maxLength = 1024) Optional<String> description,
            @Doc("When it ends; never if absent") Optional<Instant> expires,
            @Doc("True ends its use") @Limits(defaults = "false") boolean disabled) {

        private TokenOwner owner() {
            return serviceAccount
                    .<TokenOwner>map(account -> new TokenOwner.ServiceAccount(account.namespace(), account.name()))
                    .orElseGet(() -> new TokenOwner.User(user.orElse("")));
        }
    }

    /** Who a token stands for, if that is what a spec is of. */
    public static Optional<TokenOwner> owner(Record spec) {
        return spec instanceof Spec token ? Optional.of(token.owner()) : Optional.empty();
    }

    public record AccountReference(@Doc("Its project") String namespace, @Doc("Its name") String name) {}

    public record Facts(Optional<Instant> lastUsed) {}

    public record Status(@Doc("Who it stands for") String subject, @Doc("Enabled or Disabled") String phase,
            @Doc("When it was last used, to ten minutes") Optional<Instant> lastUsed) {}

    public static final Kind<Spec, Facts, Status> KIND = Kind
            .of(IamKinds.VERSION, "ApiToken", Spec.class, new Facts(Optional.empty()), Status.class,
                    ApiTokenKind::status)
            .scope(Scope.ORGANISATION)
            .rules(new TokenRules())
            .description("A token that was issued: delete it to revoke it. New ones are made by the token action of "
                    + "users and service accounts")
            .column("Subject", "string", "Who it stands for", token -> token.status().subject())
            .column("Phase", "string", "Enabled or Disabled", token -> token.status().phase())
            .column("Expires", "string", "When it ends", token -> token.spec()
                    .expires()
                    .map(Instant::toString)
                    .orElse(
                            "never"))
            .column("Last Used", "string", "When it was last used",
                    token -> token.status().lastUsed().map(Instant::toString).orElse("never"))
            .build();

    private static Status status(Metadata metadata, Spec spec, Facts facts) {
        var subject = spec.user()
                .map(user -> "user/" + user)
                .or(() -> spec.serviceAccount().map(account -> account.namespace() + "/" + account.name()))
                .orElse("");
        return new Status(subject, spec.disabled() ? "Disabled" : "Enabled", facts.lastUsed());
    }
}
