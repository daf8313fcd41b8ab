package io.cairn.gateway;

import io.cairn.gateway.adapter.jdbc.IdentityAccount;
import io.cairn.gateway.adapter.jdbc.Standing;
import io.cairn.gateway.adapter.jdbc.Tokens;
import io.cairn.gateway.adapter.kinds.ApiTokenKind;
import io.cairn.gateway.adapter.kinds.CertificateAction;
import io.cairn.gateway.adapter.kinds.CoreKinds;
import io.cairn.gateway.adapter.kinds.CredentialSweep;
import io.cairn.gateway.adapter.kinds.Iam;
import io.cairn.gateway.adapter.kinds.IamKinds;
import io.cairn.gateway.adapter.kinds.IamRules;
import io.cairn.gateway.adapter.kinds.IdentityQuotaKind;
import io.cairn.gateway.adapter.kinds.LeaseKind;
import io.cairn.gateway.adapter.kinds.OidcIssuerKind;
import io.cairn.gateway.adapter.kinds.OrganisationLoop;
import io.cairn.gateway.adapter.kinds.StoredDirectories;
import io.cairn.gateway.adapter.kinds.StoredIssuers;
import io.cairn.gateway.adapter.kinds.TokenAction;
import io.cairn.gateway.adapter.kinds.TokenUses;
import io.cairn.gateway.adapter.oidc.OidcIdentities;
import io.cairn.gateway.application.CertifiedPeople;
import io.cairn.gateway.application.Directories;
import io.cairn.gateway.application.Holdings;
import io.cairn.gateway.application.Identities;
import io.cairn.gateway.application.Issuers;
import io.cairn.gateway.application.Signer;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** Builds what the gateway knows of identities, and the objects that it serves itself. */
final class People implements AutoCloseable {
    private final StoredDirectories directories = new StoredDirectories();
    private final ResourceApi api;
    private final Iam.Stores stores;
    private final Tokens tokens;
    private final TokenUses uses;
    private final Signer signer;
    private final StoredIssuers issuers;
    private final OrganisationLoop loop;
    private final List<Kind<?, ?, ?>> kinds;

    People(DataSource source, PlatformTransactionManager transactions, Holdings holdings, Signer signer,
            Clock clock) {
        var jdbc = new JdbcTemplate(source);
        var tokens = new Tokens(jdbc, clock, directories, uid -> uses().accept(uid));
        var action = new TokenAction(() -> stores().tokens(), tokens, clock, () -> UUID.randomUUID().toString());
        var certificates = new CertificateAction(() -> stores().certificates(), signer, clock,
                () -> UUID.randomUUID().toString());
        var account = new IdentityAccount(jdbc, ApiTokenKind::owner);
        var iam = new Iam(new IamRules(directories), action, certificates, account);
        var all = new ArrayList<Kind<?, ?, ?>>(List.of(CoreKinds.NAMESPACE, CoreKinds.EVENT, LeaseKind.LEASE));
        all.addAll(iam.kinds());
        this.kinds = List.copyOf(all);
        this.tokens = tokens;
        this.signer = signer;
        this.api = new ResourceApi(source, transactions, "api-gateway", kinds, new Standing(jdbc, account), clock,
                () -> UUID.randomUUID().toString());
        this.stores = iam.stores(api);
        this.uses = new TokenUses(stores.tokens(), clock);
        this.issuers = new StoredIssuers(api.of(OidcIssuerKind.KIND));
        directories.open(stores);
        var first = ObjectKey.cluster(RequestInfo.DEFAULT_ORGANISATION);
        if (stores.organisations().find(first).isEmpty()) {
            stores.organisations()
                    .create(first, Map.of(), List.of(),
                            new IamKinds.Organisation(Optional.of("The organisation at the root of the API")));
        }
        var sweep = new CredentialSweep(stores, clock);
        this.loop = new OrganisationLoop(stores, api.of(CoreKinds.NAMESPACE), holdings, () -> {
            sweep.run();
            tokens.forgetRevoked();
        }, () -> {
            IdentityQuotaKind.show(stores.quotas(), account);
            IdentityQuotaKind.show(stores.organisationQuotas(), account);
        });
        loop.prepare(RequestInfo.DEFAULT_ORGANISATION);
    }

    /** Kinds are declared before there are stores; nothing asks for one before the door is open. */
    Iam.Stores stores() {
        return stores;
    }

    private TokenUses uses() {
        return uses;
    }

    /** Makes the first operator's token where a file is named for it. */
    void ensureOperator(String file) throws IOException {
        if (!file.isEmpty()) {
            tokens.ensureOperator(Path.of(file));
        }
    }

    ResourceApi api() {
        return api;
    }

    List<Kind<?, ?, ?>> kinds() {
        return kinds;
    }

    Directories directories() {
        return directories;
    }

    Issuers issuers() {
        return issuers;
    }

    /** Who shows a token of ours, or one of an issuer's. */
    Identities identities(Clock clock) {
        var oidc = new OidcIdentities(issuers, clock);
        return token -> OidcIdentities.looksLike(token) ? oidc.byToken(token) : tokens.byToken(token);
    }

    /** Whether the issuer that vouched for somebody still does; nobody else vouches. */
    boolean vouched(Identity identity) {
        return identity.token()
                .filter(shown -> shown.startsWith(OidcIdentities.SHOWN))
                .filter(shown -> issuers.current()
                        .stream()
                        .noneMatch(issuer -> shown.startsWith(OidcIdentities.SHOWN + issuer.name() + "/")))
                .isEmpty();
    }

    /** Who shows a certificate of ours. */
    CertifiedPeople certified(Clock clock) {
        return new CertifiedPeople(signer, directories, clock);
    }

    /** Kinds of which a project holds objects, besides those of the services. */
    List<Resources<?, ?, ?>> ofProjects() {
        return List.of(api.of(CoreKinds.EVENT), api.of(LeaseKind.LEASE), stores.bindings(), stores.accounts(),
                stores.quotas());
    }

    /** An identity was or may have been written. */
    void changed() {
        directories.changed();
        issuers.changed();
    }

    @Override
    public void close() throws Exception {
        loop.close();
        uses.close();
        issuers.close();
        directories.close();
        api.close();
    }
}
