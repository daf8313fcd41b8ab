package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.domain.Identity;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Scope;
import java.time.Instant;
import java.util.Optional;

/** The kind UserCertificate: what is known of a certificate that was signed for a user. */
public final class UserCertificateKind {
    private UserCertificateKind() {}

    /** Who it stands for, which one it is, and until when. */
    public record Spec(@Doc("Name of the user") @Limits(immutable = true) String user,
            @Doc("Serial number of the certificate, hexadecimal") @Limits(immutable = true, maxLength = 40) String serial,
            @Doc("What it is for") @Limits(maxLength = 1024) Optional<String> description,
            @Doc("When it ends") @Limits(immutable = true) Instant expires,
            @Doc("True ends its use") @Limits(defaults = "false") boolean disabled) {}

    public record Status(@Doc("Enabled or Disabled") String phase) {}

    public static final Kind<Spec, IamKinds.Nothing, Status> KIND = Kind
            .of(IamKinds.VERSION, "UserCertificate", Spec.class, new IamKinds.Nothing(), Status.class,
                    (_, spec, _) -> new Status(spec.disabled() ? "Disabled" : "Enabled"))
            .scope(Scope.CLUSTER)
            .rules(new Rules())
            .description("A certificate that was signed for a user: delete it to revoke it. New ones are made by the "
                    + "certificate action of users")
            .column("User", "string", "Who it stands for", certificate -> certificate.spec().user())
            .column("Phase", "string", "Enabled or Disabled", certificate -> certificate.status().phase())
            .column("Expires", "string", "When it ends", certificate -> certificate.spec().expires().toString())
            .wideColumn("Serial", "string", "Serial number", certificate -> certificate.spec().serial())
            .build();

    /** An object without a certificate would say that something was signed which never was. */
    private static final class Rules implements Kind.Rules<Spec, IamKinds.Nothing, Status> {
        @Override
        public void admit(Caller caller, ObjectKey key, Spec spec,
                Optional<Resource<Spec, IamKinds.Nothing, Status>> before) {
            if (before.isEmpty() && !caller.groups().contains(Identity.SERVICES)) {
                throw new Refusal(Reason.METHOD_NOT_ALLOWED, "A certificate is signed by the action of its user, which "
                        + "shows it: POST .../users/NAME/certificate (cairn certificate create)");
            }
        }
    }
}
