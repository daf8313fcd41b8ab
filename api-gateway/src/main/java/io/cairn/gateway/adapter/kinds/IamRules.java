package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.application.Directories;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import io.cairn.gateway.domain.iam.BuiltinRoles;
import io.cairn.gateway.domain.iam.Escalation;
import io.cairn.gateway.domain.iam.Place;
import io.cairn.gateway.domain.iam.Rule;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What roles, bindings and organisations ask of their writers. */
public final class IamRules {
    private final Directories directories;

    public IamRules(Directories directories) {
        this.directories = directories;
    }

    /** The default organisation is where the cloud began, and stays. */
    public Kind.Rules<IamKinds.Organisation, IamKinds.Prepared, IamKinds.Phase> organisations() {
        return new Kind.Rules<>() {
            @Override
            public void admitDelete(Caller caller,
                    Resource<IamKinds.Organisation, IamKinds.Prepared, IamKinds.Phase> before) {
                if (before.metadata().name().equals(RequestInfo.DEFAULT_ORGANISATION)) {
                    throw new Refusal(Reason.FORBIDDEN, "organisation \"default\" cannot be deleted: it is the one "
                            + "at the root of the API");
                }
            }
        };
    }

    public Kind.Rules<IamKinds.Role, IamKinds.Nothing, IamKinds.Nothing> roles() {
        return new Kind.Rules<>() {
            @Override
            public void admit(Caller caller, ObjectKey key, IamKinds.Role spec,
                    Optional<Resource<IamKinds.Role, IamKinds.Nothing, IamKinds.Nothing>> before) {
                if (!ours(caller)) {
                    keepBuiltin(key.name());
                    held(caller, new Place.Organisation(key.organisation()), spec.rules(), "spec.rules");
                }
            }

            @Override
            public void admitDelete(Caller caller,
                    Resource<IamKinds.Role, IamKinds.Nothing, IamKinds.Nothing> before) {
                if (!ours(caller)) {
                    keepBuiltin(before.metadata().name());
                }
            }
        };
    }

    private static void keepBuiltin(String name) {
        if (BuiltinRoles.roles().containsKey(name)) {
            throw new Refusal(Reason.FORBIDDEN, ("role \"%s\" is built in and the same everywhere; make a role of "
                    + "another name").formatted(name));
        }
    }

    /** @param places where a binding with a given key reaches */
    public Kind.Rules<IamKinds.Binding, IamKinds.Nothing, IamKinds.Nothing> bindings(
            Function<ObjectKey, Place> places) {
        return new Kind.Rules<>() {
            @Override
            public void admit(Caller caller, ObjectKey key, IamKinds.Binding spec,
                    Optional<Resource<IamKinds.Binding, IamKinds.Nothing, IamKinds.Nothing>> before) {
                var place = places.apply(key);
                var rules = directories.current().rules(place, spec.role()).orElseThrow(() -> invalid(spec.role()));
                if (!ours(caller)) {
                    held(caller, place, rules, "spec.role");
                }
            }
        };
    }

    private static Refusal invalid(String role) {
        var message = "there is no such role; built in are " + String.join(", ", BuiltinRoles.roles().keySet());
        return new Refusal(Reason.INVALID, "spec.role: \"" + role + "\": " + message,
                List.of(Cause.invalid("spec.role", role, message)));
    }

    private static boolean ours(Caller caller) {
        return caller.groups().contains(Identity.SERVICES);
    }

    private void held(Caller caller, Place place, List<Rule> rules, String field) {
        var grants = directories.current().grants(new Identity(caller.user(), caller.groups()));
        Escalation.excess(grants, place, rules).ifPresent(rule -> {
            throw new Refusal(Reason.FORBIDDEN, ("%s: user \"%s\" cannot give away what the user does not have there: "
                    + "verbs %s on %s in API groups %s").formatted(field, caller.user(), rule.verbs(),
                            rule.resources(), rule.apiGroups()));
        });
    }
}
