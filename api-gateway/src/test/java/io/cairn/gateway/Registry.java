package io.cairn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.gateway.adapter.kinds.ApiTokenKind;
import io.cairn.gateway.adapter.kinds.CoreKinds;
import io.cairn.gateway.adapter.kinds.Iam;
import io.cairn.gateway.adapter.kinds.IamKinds;
import io.cairn.gateway.application.Signer;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.OwnerReference;
import io.cairn.resource.domain.Refusal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The identities of a gateway on a database of its own; services hold everything that is to go for as long as it stands. */
final class Registry implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
    final People people;

    Registry() throws Exception {
        var source = postgres.getPostgresDatabase();
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/resource", "classpath:db/migration/gateway")
                .outOfOrder(true)
                .load()
                .migrate();
        people = new People(source, new JdbcTransactionManager(source), _ -> false, new NoSigner(),
                Clock.systemUTC());
    }

    private static final class NoSigner implements Signer {
        @Override
        public Signed sign(String requestPem, String user, List<String> groups, Instant until) {
            throw new IllegalStateException("nothing is signed here");
        }

        @Override
        public boolean signed(X509Certificate certificate) {
            return false;
        }

        @Override
        public String rootPem() {
            return "";
        }
    }

    Iam.Stores stores() {
        return people.stores();
    }

    Resources<CoreKinds.NamespaceSpec, CoreKinds.Nothing, CoreKinds.NamespaceStatus> projects() {
        return people.api().of(CoreKinds.NAMESPACE);
    }

    String organisation(String name) {
        return stores().organisations()
                .create(ObjectKey.cluster(name), Map.of(), List.of(), new IamKinds.Organisation(Optional.empty()))
                .uid();
    }

    String project(String organisation, String name) {
        return projects().create(new ObjectKey(organisation, "", name), Map.of(), List.of(),
                new CoreKinds.NamespaceSpec(List.of())).uid();
    }

    /** Why it was refused; empty if it was made. */
    Optional<Refusal> account(String organisation, String project, String name) {
        return refused(() -> stores().accounts()
                .create(new ObjectKey(organisation, project, name), Map.of(), List.of(),
                        new IamKinds.ServiceAccount(Optional.empty(), false)));
    }

    Optional<Refusal> tokenOfAccount(String organisation, String project, String account, String name) {
        return token(organisation, name, new ApiTokenKind.Spec(Optional.empty(),
                Optional.of(new ApiTokenKind.AccountReference(project, account)), Optional.empty(), Optional.empty(),
                false), List.of());
    }

    Optional<Refusal> tokenOfUser(String organisation, String user, String name, Optional<Instant> expires,
            String uid) {
        return token(organisation, name,
                new ApiTokenKind.Spec(Optional.of(user), Optional.empty(), Optional.empty(), expires, false),
                List.of(new OwnerReference(IamKinds.VERSION.apiVersion(), "User", user, uid, false, false)));
    }

    private Optional<Refusal> token(String organisation, String name, ApiTokenKind.Spec spec,
            List<OwnerReference> owners) {
        return refused(
                () -> stores().tokens().create(new ObjectKey(organisation, "", name), Map.of(), owners, spec));
    }

    static Optional<Refusal> refused(Runnable create) {
        try {
            create.run();
            return Optional.empty();
        } catch (Refusal refusal) {
            return Optional.of(refusal);
        }
    }

    /** Waits until something is so. */
    static void await(String what, BooleanSupplier condition) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() throws Exception {
        people.close();
        postgres.close();
    }
}
