package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.domain.Identity;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import java.util.Optional;

/** A token object without a secret would be a token that nobody can use: only the token action makes one. */
final class TokenRules implements Kind.Rules<ApiTokenKind.Spec, ApiTokenKind.Facts, ApiTokenKind.Status> {

    @Override
    public void admit(Caller caller, ObjectKey key, ApiTokenKind.Spec spec,
            Optional<Resource<ApiTokenKind.Spec, ApiTokenKind.Facts, ApiTokenKind.Status>> before) {
        if (before.isEmpty() && !caller.groups().contains(Identity.SERVICES)) {
            throw new Refusal(Reason.METHOD_NOT_ALLOWED, "A token is made by its subject's action, which shows the "
                    + "secret: POST .../users/NAME/token or .../serviceaccounts/NAME/token (cairn token create)");
        }
    }
}
