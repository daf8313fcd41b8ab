package io.cairn.vm;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import io.cairn.vm.application.Images;
import io.cairn.vm.application.MemoryScheduler;
import io.cairn.vm.application.MovingClock;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The kinds of the group on a real PostgreSQL, with a clock and nodes that do as the test says. */
final class Bureau implements AutoCloseable {
    static final Caller ANN = new Caller("ann", List.of(), "default", "r1");

    final MovingClock clock = new MovingClock();
    final JdbcTemplate jdbc;
    final Compute compute;
    private final EmbeddedPostgres postgres;

    /** One image that needs a disk of so many MiB. */
    Bureau(long minDiskMib) throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        var source = postgres.getPostgresDatabase();
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/resource", "classpath:db/migration/vm")
                .load()
                .migrate();
        jdbc = new JdbcTemplate(source);
        Images images = (_, _) -> new Images.Answer.Found(Machines.PINNED.image(), minDiskMib, 0);
        compute = new Compute(source, new JdbcTransactionManager(source), new MemoryScheduler(Map.of()), images,
                List.of(), clock);
    }

    static ObjectKey key(String namespace, String name) {
        return new ObjectKey("default", namespace, name);
    }

    Resource<VmSpec, VmFacts, VmStatus> create(String namespace, String name, VmSpec.RunStrategy strategy) {
        return machines().create(key(namespace, name), Map.of(), List.of(), Machines.spec(strategy));
    }

    Resources<VmSpec, VmFacts, VmStatus> machines() {
        return compute.machines();
    }

    Resource<VmSpec, VmFacts, VmStatus> machine(String uid) {
        return machines().findByUid(uid).orElseThrow();
    }

    /** Placed on its node and seen there as it is asked to be. */
    Resource<VmSpec, VmFacts, VmStatus> obey(String uid, VmFacts.State state) {
        return compute.vms().change(uid, facts -> {
            var placed = facts.place().isPresent() ? facts
                    : facts.withPinned(Machines.PINNED).placedOn(Machines.PLACE);
            return placed.observed(Machines.seen(state, placed.epoch(), machine(uid).metadata().generation(),
                    placed.run(), VmFacts.Exit.NONE));
        }).orElseThrow();
    }

    /** A POST to the subresource. */
    Subresource.Outcome act(String uid, String action, String body) {
        for (var subresource : machines().kind().subresources()) {
            if (subresource instanceof Subresource.Action<VmSpec, VmFacts, VmStatus>(var name, _, var perform)
                    && name.equals(action)) {
                return perform.perform(ANN, machine(uid), body.isEmpty() ? Optional.empty() : Optional.of(body));
            }
        }
        throw new IllegalArgumentException("No action " + action);
    }

    @Override
    public void close() throws IOException {
        compute.close();
        postgres.close();
    }
}
