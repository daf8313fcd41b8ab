package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.application.TokenIssue;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.OwnerReference;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** The action {@code token} of users and service accounts: makes a token object, and shows its secret this once. */
public final class TokenAction {
    private static final int SUFFIX = 5;
    private static final long MAX_SECONDS = Duration.ofDays(3650).toSeconds();

    private final Supplier<Resources<ApiTokenKind.Spec, ApiTokenKind.Facts, ApiTokenKind.Status>> tokens;
    private final TokenIssue issue;
    private final Clock clock;
    private final Supplier<String> uids;

    /** @param tokens a supplier, because kinds are declared before their stores exist */
    public TokenAction(Supplier<Resources<ApiTokenKind.Spec, ApiTokenKind.Facts, ApiTokenKind.Status>> tokens,
            TokenIssue issue, Clock clock, Supplier<String> uids) {
        this.tokens = tokens;
        this.issue = issue;
        this.clock = clock;
        this.uids = uids;
    }

    Subresource<IamKinds.User, IamKinds.Nothing, IamKinds.Nothing> ofUsers() {
        return new Subresource.Action<>("token", "Makes a token of the user and shows its secret this once",
                (caller, user, body) -> make(caller, user, body, new Subject(
                        Optional.of(user.metadata().name()), Optional.empty(), "user/" + user.metadata().name())));
    }

    Subresource<IamKinds.ServiceAccount, IamKinds.Nothing, IamKinds.Nothing> ofAccounts() {
        return new Subresource.Action<>("token", "Makes a token of the account and shows its secret this once",
                (caller, account, body) -> make(caller, account, body, new Subject(Optional.empty(),
                        Optional.of(new ApiTokenKind.AccountReference(account.metadata().namespace(),
                                account.metadata().name())),
                        StoredDirectories.account(account.key()).user())));
    }

    private record Subject(Optional<String> user, Optional<ApiTokenKind.AccountReference> account, String title) {}

    private Subresource.Outcome make(Caller caller, Resource<?, ?, ?> target, Optional<String> body, Subject subject) {
        var asked = body.map(Json.MAPPER::readTree).orElseGet(Json.MAPPER::createObjectNode);
        var spec = new ApiTokenKind.Spec(subject.user(), subject.account(),
                Optional.of(asked.path("description").asString("")).filter(text -> !text.isEmpty()), end(asked), false);
        var name = GivenName.of(asked, () -> target.metadata().name() + "-" + uids.get().substring(0, SUFFIX));
        var owner = new OwnerReference(IamKinds.VERSION.apiVersion(), subject.user().isPresent() ? "User"
                : "ServiceAccount", target.metadata().name(), target.uid(), false, false);
        var made = tokens.get().create(new ObjectKey(caller.organisation(), "", name), Map.of(), List.of(owner), spec);
        var secret = issue.issue(made.uid(), subject.title());
        var answer = Json.MAPPER.createObjectNode()
                .put("apiVersion", IamKinds.VERSION.apiVersion())
                .put("kind", "ApiToken");
        answer.putObject("metadata").put("name", name).put("uid", made.uid());
        var shown = answer.putObject("spec");
        spec.expires().ifPresent(at -> shown.put("expires", at.toString()));
        answer.putObject("status").put("subject", made.status().subject()).put("token", secret);
        return new Subresource.Outcome(answer.toString(), Optional.of("/apis/iam.cairn.io/v1/apitokens/" + name));
    }

    private Optional<Instant> end(JsonNode asked) {
        var given = asked.path("expiresInSeconds");
        if (given.isMissingNode() || given.isNull()) {
            return Optional.empty();
        }
        var seconds = given.asLong(0);
        if (!given.isIntegralNumber() || seconds < 1 || seconds > MAX_SECONDS) {
            var message = "a whole number of seconds from 1 to " + MAX_SECONDS + ", or nothing for a token without end";
            throw new Refusal(Reason.INVALID, "expiresInSeconds: \"" + given.asString("") + "\": must be " + message,
                    List.of(Cause.invalid("expiresInSeconds", given.asString(""), "must be " + message)));
        }
        return Optional.of(clock.instant().plusSeconds(seconds));
    }
}
