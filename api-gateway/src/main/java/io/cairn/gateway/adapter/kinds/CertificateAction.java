package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.application.Signer;
import io.cairn.gateway.domain.Identity;
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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The action {@code certificate} of users: signs a key for a while, and notes which certificate it is. */
public final class CertificateAction {
    private static final int SUFFIX = 5;
    private static final long STANDARD_SECONDS = Duration.ofDays(7).toSeconds();
    private static final long MAX_SECONDS = Duration.ofDays(30).toSeconds();

    private final Supplier<Resources<UserCertificateKind.Spec, IamKinds.Nothing, UserCertificateKind.Status>> store;
    private final Signer signer;
    private final Clock clock;
    private final Supplier<String> uids;

    /** @param store a supplier, because kinds are declared before their stores exist */
    public CertificateAction(
            Supplier<Resources<UserCertificateKind.Spec, IamKinds.Nothing, UserCertificateKind.Status>> store,
            Signer signer, Clock clock, Supplier<String> uids) {
        this.store = store;
        this.signer = signer;
        this.clock = clock;
        this.uids = uids;
    }

    Subresource<IamKinds.User, IamKinds.Nothing, IamKinds.Nothing> ofUsers() {
        return new Subresource.Action<>("certificate",
                "Signs a client certificate of the user, for at most 30 days; operators only", this::make);
    }

    private Subresource.Outcome make(Caller caller, Resource<IamKinds.User, IamKinds.Nothing, IamKinds.Nothing> user,
            Optional<String> body) {
        if (user.spec().disabled() || user.metadata().deleting()) {
            throw new Refusal(Reason.CONFLICT, "user \"%s\" is disabled or being deleted; enable it first"
                    .formatted(user.metadata().name()));
        }
        var asked = body.map(Json.MAPPER::readTree).orElseGet(Json.MAPPER::createObjectNode);
        var until = end(asked);
        var groups = Stream.concat(user.spec().groups().stream(), Stream.of(Identity.AUTHENTICATED)).toList();
        var signed = signer.sign(asked.path("request").asString(""), user.metadata().name(), groups, until);
        var spec = new UserCertificateKind.Spec(user.metadata().name(), signed.serial(),
                Optional.of(asked.path("description").asString("")).filter(text -> !text.isEmpty()), until, false);
        var name = GivenName.of(asked, () -> user.metadata().name() + "-" + uids.get().substring(0, SUFFIX));
        var owner = new OwnerReference(IamKinds.VERSION.apiVersion(), "User", user.metadata().name(), user.uid(), false,
                false);
        var made = store.get().create(ObjectKey.cluster(name), Map.of(), List.of(owner), spec);
        return new Subresource.Outcome(answer(name, made.uid(), spec, signed.pem()),
                Optional.of("/apis/iam.cairn.io/v1/usercertificates/" + name));
    }

    private static String answer(String name, String uid, UserCertificateKind.Spec spec, String pem) {
        var answer = Json.MAPPER.createObjectNode()
                .put("apiVersion", IamKinds.VERSION.apiVersion())
                .put("kind", "UserCertificate");
        answer.putObject("metadata").put("name", name).put("uid", uid);
        answer.putObject("spec")
                .put("user", spec.user())
                .put("serial", spec.serial())
                .put("expires", spec.expires().toString());
        answer.putObject("status").put("phase", "Enabled").put("certificate", pem);
        return answer.toString();
    }

    private Instant end(JsonNode asked) {
        var given = asked.path("expiresInSeconds");
        var seconds = given.isMissingNode() || given.isNull() ? STANDARD_SECONDS : given.asLong(0);
        if (!given.isMissingNode() && !given.isNull() && !given.isIntegralNumber() || seconds < 1
                || seconds > MAX_SECONDS) {
            var message = "must be a whole number of seconds from 1 to %d (30 days)".formatted(MAX_SECONDS);
            throw new Refusal(Reason.INVALID, "expiresInSeconds: \"%.40s\": %s".formatted(given.asString(""), message),
                    List.of(Cause.invalid("expiresInSeconds", given.asString(""), message)));
        }
        return clock.instant().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
    }
}
