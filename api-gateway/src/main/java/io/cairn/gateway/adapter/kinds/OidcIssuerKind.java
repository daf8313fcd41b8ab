package io.cairn.gateway.adapter.kinds;

import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Scope;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The kind OidcIssuer: an identity provider whose users may come in. */
public final class OidcIssuerKind {
    private OidcIssuerKind() {}

    public record Spec(
            @Doc("URL of the issuer, exactly as its tokens name it; https, or http on a loopback address") @Limits(maxLength = 1024) String issuer,
            @Doc("Audience that its tokens must name") String audience,
            @Doc("Claim that names the user") @Limits(defaults = "\"sub\"") String usernameClaim,
            @Doc("Put before the user's name, so that issuers cannot pass for each other; the object's name and a colon if "
                    + "absent") Optional<String> usernamePrefix,
            @Doc("Claim that lists the user's groups") Optional<String> groupsClaim,
            @Doc("Put before each group; as usernamePrefix if absent") Optional<String> groupsPrefix,
            @Doc("Client with which cairn login asks for a token; the audience if absent") Optional<String> clientId,
            @Doc("Certificates that the issuer's TLS is checked against, PEM; those of the host if absent") @Limits(maxLength = 65536) Optional<String> certificateAuthority,
            @Doc("True ends access of all its users") @Limits(defaults = "false") boolean disabled) {}

    public static final Kind<Spec, IamKinds.Nothing, IamKinds.Nothing> KIND = Kind
            .of(IamKinds.VERSION, "OidcIssuer", Spec.class, new IamKinds.Nothing(), IamKinds.Nothing.class,
                    (_, _, _) -> new IamKinds.Nothing())
            .scope(Scope.CLUSTER)
            .rules(new Kind.Rules<>() {
                @Override
                public List<Cause> validate(ObjectKey key, Spec spec, Optional<Spec> before) {
                    return reachable(spec.issuer()) ? List.of()
                            : List.of(Cause.invalid("spec.issuer", spec.issuer(),
                                    "must be an https URL without query, or http on 127.0.0.1"));
                }
            })
            .description("An OpenID Connect provider whose users may come in")
            .column("Issuer", "string", "Its URL", issuer -> issuer.spec().issuer())
            .column("Audience", "string", "Who its tokens are for", issuer -> issuer.spec().audience())
            .column("Disabled", "string", "Whether its users are kept out", issuer -> "" + issuer.spec().disabled())
            .build();

    private static boolean reachable(String text) {
        try {
            var url = URI.create(text);
            var loopback = "http".equals(url.getScheme()) && ("127.0.0.1".equals(url.getHost())
                    || "localhost".equals(url.getHost()));
            return ("https".equals(url.getScheme()) || loopback) && url.getHost() != null && url.getQuery() == null
                    && url.getFragment() == null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
