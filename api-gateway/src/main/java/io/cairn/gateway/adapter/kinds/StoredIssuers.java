package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.application.Issuers;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Resource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The issuers as they are stored, read anew by the first request after a change. */
public final class StoredIssuers implements Issuers, AutoCloseable {
    private static final int MOST = 100;

    private final Resources<OidcIssuerKind.Spec, IamKinds.Nothing, IamKinds.Nothing> stored;
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private final AutoCloseable subscription;
    private volatile List<Issuer> last = List.of();

    public StoredIssuers(Resources<OidcIssuerKind.Spec, IamKinds.Nothing, IamKinds.Nothing> stored) {
        this.stored = stored;
        this.subscription = stored.onChange(() -> stale.set(true));
    }

    /** Something was or may have been written: the next reader looks. */
    public void changed() {
        stale.set(true);
    }

    @Override
    public List<Issuer> current() {
        if (stale.getAndSet(false)) {
            try {
                last = stored.page("", MOST)
                        .stream()
                        .filter(issuer -> !issuer.spec().disabled())
                        .map(StoredIssuers::issuer)
                        .toList();
            } catch (RuntimeException e) {
                stale.set(true);
                throw e;
            }
        }
        return last;
    }

    private static Issuer issuer(Resource<OidcIssuerKind.Spec, IamKinds.Nothing, IamKinds.Nothing> issuer) {
        var spec = issuer.spec();
        var prefix = spec.usernamePrefix().orElse(issuer.metadata().name() + ":");
        return new Issuer(issuer.metadata().name(), spec.issuer(), spec.audience(),
                spec.clientId().orElse(spec.audience()), spec.usernameClaim(), prefix, spec.groupsClaim(),
                spec.groupsPrefix().orElse(prefix), spec.certificateAuthority());
    }

    @Override
    public void close() throws Exception {
        subscription.close();
    }
}
