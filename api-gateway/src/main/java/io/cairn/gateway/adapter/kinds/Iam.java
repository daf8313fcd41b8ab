package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.application.IdentityCounts;
import io.cairn.gateway.domain.iam.Place;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Kind;
import java.util.List;

/** The kinds of identity as one service declares and stores them. */
public final class Iam {
    private final Kind<IamKinds.Organisation, IamKinds.Prepared, IamKinds.Phase> organisation;
    private final Kind<IamKinds.Role, IamKinds.Nothing, IamKinds.Nothing> role;
    private final Kind<IamKinds.Binding, IamKinds.Nothing, IamKinds.Nothing> binding;
    private final Kind<IamKinds.Binding, IamKinds.Nothing, IamKinds.Nothing> organisationBinding;
    private final Kind<IamKinds.Binding, IamKinds.Nothing, IamKinds.Nothing> clusterBinding;
    private final Kind<IamKinds.User, IamKinds.Nothing, IamKinds.Nothing> user;
    private final Kind<IamKinds.ServiceAccount, IamKinds.Nothing, IamKinds.Nothing> account;
    private final Kind<IdentityQuotaKind.Spec, IdentityQuotaKind.Facts, IdentityQuotaKind.Status> quota;
    private final Kind<IdentityQuotaKind.Spec, IdentityQuotaKind.Facts, IdentityQuotaKind.Status> organisationQuota;

    public Iam(IamRules rules, TokenAction tokens, CertificateAction certificates, IdentityCounts counts) {
        organisation = IamKinds.organisation(rules.organisations());
        role = IamKinds.role(rules.roles());
        binding = IamKinds.binding(rules.bindings(key -> new Place.Project(key.organisation(), key.namespace())));
        organisationBinding = IamKinds
                .organisationBinding(rules.bindings(key -> new Place.Organisation(key.organisation())));
        clusterBinding = IamKinds.clusterBinding(rules.bindings(_ -> new Place.Everywhere()));
        user = IamKinds.user(List.of(tokens.ofUsers(), certificates.ofUsers()));
        account = IamKinds.account(List.of(tokens.ofAccounts()));
        quota = IdentityQuotaKind.project(counts);
        organisationQuota = IdentityQuotaKind.organisation(counts);
    }

    public List<Kind<?, ?, ?>> kinds() {
        return List.of(organisation, role, binding, organisationBinding, clusterBinding, user, IamKinds.USER_GROUP,
                account, ApiTokenKind.KIND, UserCertificateKind.KIND, OidcIssuerKind.KIND, quota, organisationQuota);
    }

    /** The stores of the kinds, once there is a database behind them. */
    public record Stores(Resources<IamKinds.Organisation, IamKinds.Prepared, IamKinds.Phase> organisations,
            Resources<IamKinds.Role, IamKinds.Nothing, IamKinds.Nothing> roles,
            Resources<IamKinds.Binding, IamKinds.Nothing, IamKinds.Nothing> bindings,
            Resources<IamKinds.Binding, IamKinds.Nothing, IamKinds.Nothing> organisationBindings,
            Resources<IamKinds.Binding, IamKinds.Nothing, IamKinds.Nothing> clusterBindings,
            Resources<IamKinds.User, IamKinds.Nothing, IamKinds.Nothing> users,
            Resources<IamKinds.UserGroup, IamKinds.Nothing, IamKinds.Nothing> groups,
            Resources<IamKinds.ServiceAccount, IamKinds.Nothing, IamKinds.Nothing> accounts,
            Resources<ApiTokenKind.Spec, ApiTokenKind.Facts, ApiTokenKind.Status> tokens,
            Resources<UserCertificateKind.Spec, IamKinds.Nothing, UserCertificateKind.Status> certificates,
            Resources<IdentityQuotaKind.Spec, IdentityQuotaKind.Facts, IdentityQuotaKind.Status> quotas,
            Resources<IdentityQuotaKind.Spec, IdentityQuotaKind.Facts, IdentityQuotaKind.Status> organisationQuotas) {

        /** Those whose objects belong to an organisation and go with it. */
        public List<Resources<?, ?, ?>> owned() {
            return List.of(roles, bindings, organisationBindings, groups, accounts, tokens, quotas, organisationQuotas);
        }

        /** Those from which a directory is read. */
        List<Resources<?, ?, ?>> told() {
            return List.of(roles, bindings, organisationBindings, groups, accounts, tokens, organisations,
                    clusterBindings, users, certificates);
        }
    }

    public Stores stores(ResourceApi api) {
        return new Stores(api.of(organisation), api.of(role), api.of(binding), api.of(organisationBinding),
                api.of(clusterBinding), api.of(user), api.of(IamKinds.USER_GROUP), api.of(account),
                api.of(ApiTokenKind.KIND), api.of(UserCertificateKind.KIND), api.of(quota), api.of(organisationQuota));
    }
}
