package io.cairn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.gateway.adapter.kinds.CoreKinds;
import io.cairn.gateway.adapter.kinds.IamKinds;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is on its way out stands until it is empty, for services here hold it; nothing new gets in meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TerminationTest {
    private Registry registry;

    @BeforeAll
    void open() throws Exception {
        registry = new Registry();
    }

    @AfterAll
    void close() throws Exception {
        registry.close();
    }

    @Test
    void a_namespace_that_goes_takes_nothing_in_and_says_so_as_kubernetes_does() {
        registry.organisation("shut");
        var uid = registry.project("shut", "web");
        assertThat(registry.account("shut", "web", "early")).isEmpty();
        registry.projects().delete(uid);
        var refusal = registry.account("shut", "web", "late").orElseThrow();
        assertThat(refusal.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(refusal.sentence()).contains("serviceaccounts.iam.cairn.io \"late\" is forbidden: unable to create "
                + "new content in namespace web because it is being terminated");
        assertThat(refusal.causes()).containsExactly(
                new Cause("NamespaceTerminating", "metadata.namespace", "namespace web is being terminated"));
        assertThat(registry.account("shut", "nowhere", "late").orElseThrow().reason()).isEqualTo(Reason.NOT_FOUND);
        // What happens to the things in it is told until the end.
        assertThat(registry.people.api()
                .of(CoreKinds.EVENT)
                .create(new ObjectKey("shut", "web", "told"), Map.of(), List.of(), event())
                .uid()).isNotEmpty();
    }

    private static CoreKinds.EventSpec event() {
        return new CoreKinds.EventSpec(
                new CoreKinds.Reference(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    @Test
    void an_organisation_that_goes_takes_in_neither_projects_nor_what_belongs_in_one_nor_tokens() {
        var uid = registry.organisation("leaving");
        registry.project("leaving", "web");
        registry.stores().organisations().delete(uid);
        var project = Registry.refused(() -> registry.project("leaving", "more")).orElseThrow();
        assertThat(project.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(project.causes()).extracting(Cause::reason).containsExactly("OrganisationTerminating");
        var account = registry.account("leaving", "web", "late").orElseThrow();
        assertThat(account.sentence()).contains("in organisation leaving because it is being terminated");
        assertThat(account.causes()).extracting(Cause::reason)
                .containsExactly("NamespaceTerminating", "OrganisationTerminating");
        assertThat(registry.tokenOfUser("leaving", "ann", "late", Optional.empty(), "").orElseThrow().reason())
                .isEqualTo(Reason.FORBIDDEN);
        registry.people.changed();
        assertThat(registry.people.directories().current().terminating()).contains("leaving");
    }

    /** Whoever is let in while a deletion comes is in before it: the loop that looks behind it sees all there is. */
    @Test
    void of_sixteen_creators_that_race_with_a_deletion_none_gets_in_behind_it() throws Exception {
        for (var round = 0; round < 5; round++) {
            var organisation = "race" + round;
            var uid = registry.organisation(organisation);
            registry.project(organisation, "web");
            var start = new CyclicBarrier(17);
            var racers = new ArrayList<Callable<Boolean>>();
            for (var i = 0; i < 16; i++) {
                var name = "sa" + i;
                racers.add(() -> {
                    start.await();
                    return registry.account(organisation, "web", name).isEmpty();
                });
            }
            racers.add(() -> {
                start.await();
                return registry.stores().organisations().delete(uid).isPresent();
            });
            try (var pool = Executors.newFixedThreadPool(17)) {
                for (var done : pool.invokeAll(racers)) {
                    assertThat(done.get()).isIn(true, false);
                }
            }
            var deleted = registry.stores().organisations().findByUid(uid).orElseThrow().metadata().resourceVersion();
            var made = registry.stores()
                    .accounts()
                    .within(organisation, "web", 100)
                    .stream()
                    .map(account -> registry.stores().accounts().findByUid(account).orElseThrow())
                    .filter(account -> !account.metadata().deleting())
                    .toList();
            assertThat(made).allMatch(account -> account.metadata().resourceVersion() < deleted);
        }
    }

    @Test
    void a_role_of_an_organisation_that_stands_is_made_as_ever() {
        registry.organisation("stays");
        assertThat(Registry.refused(() -> registry.stores()
                .roles()
                .create(new ObjectKey("stays", "", "looker"), Map.of(), List.of(),
                        new IamKinds.Role(Optional.empty(), List.of()))))
                .isEmpty();
    }
}
