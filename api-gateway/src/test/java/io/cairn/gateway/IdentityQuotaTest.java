package io.cairn.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.gateway.adapter.kinds.CredentialSweep;
import io.cairn.gateway.adapter.kinds.IamKinds;
import io.cairn.gateway.adapter.kinds.IdentityQuotaKind;
import io.cairn.gateway.domain.iam.IdentityDimension;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every test has an organisation of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityQuotaTest {
    private Registry registry;

    @BeforeAll
    void open() throws Exception {
        registry = new Registry();
    }

    @AfterAll
    void close() throws Exception {
        registry.close();
    }

    private static IdentityQuotaKind.Spec limits(Optional<Long> projects, Optional<Long> accounts,
            Optional<Long> tokens) {
        return new IdentityQuotaKind.Spec(projects, accounts, tokens, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty());
    }

    private static IdentityQuotaKind.Spec accounts(long limit) {
        return limits(Optional.empty(), Optional.of(limit), Optional.empty());
    }

    private static IdentityQuotaKind.Spec tokens(long limit) {
        return limits(Optional.empty(), Optional.empty(), Optional.of(limit));
    }

    private String quota(String organisation, String project, IdentityQuotaKind.Spec spec) {
        return registry.stores()
                .quotas()
                .create(new ObjectKey(organisation, project, "limits"), Map.of(), List.of(), spec)
                .uid();
    }

    private String quota(String organisation, IdentityQuotaKind.Spec spec) {
        return registry.stores()
                .organisationQuotas()
                .create(new ObjectKey(organisation, "", "all"), Map.of(), List.of(), spec)
                .uid();
    }

    private void organisation(String name) {
        registry.organisation(name);
        registry.project(name, "a");
        registry.project(name, "b");
    }

    @Test
    void thirty_two_creators_at_once_never_get_more_than_there_is() throws Exception {
        organisation("crowd");
        quota("crowd", "a", accounts(10));
        quota("crowd", accounts(13));
        var refused = new ConcurrentLinkedQueue<Refusal>();
        var creators = new ArrayList<Callable<Boolean>>();
        IntStream.range(0, 32).forEach(i -> creators.add(() -> {
            for (var j = 0; j < 3; j++) {
                registry.account("crowd", i % 2 == 0 ? "a" : "b", "sa-%d-%d".formatted(i, j)).ifPresent(refused::add);
            }
            return true;
        }));
        try (var pool = Executors.newFixedThreadPool(32)) {
            for (var done : pool.invokeAll(creators)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(refused).hasSize(96 - 13).allMatch(refusal -> refusal.reason() == Reason.FORBIDDEN);
        var inA = registry.stores().accounts().within("crowd", "a", 100);
        assertThat(inA).hasSizeLessThanOrEqualTo(10);
        assertThat(inA.size() + registry.stores().accounts().within("crowd", "b", 100).size()).isEqualTo(13);
    }

    @Test
    void a_refusal_names_dimension_used_limit_and_what_was_asked() {
        organisation("words");
        quota("words", "a", accounts(1));
        assertThat(registry.account("words", "a", "one")).isEmpty();
        assertThat(registry.account("words", "a", "two").orElseThrow().sentence()).isEqualTo(
                "serviceaccounts.iam.cairn.io \"two\" is forbidden: exceeded quota: serviceAccounts of namespace a: "
                        + "used 1, limit 1, asked 1. Delete those that are not needed, or ask an operator for a "
                        + "higher limit");
        assertThat(registry.account("words", "b", "two")).as("another project").isEmpty();
        registry.stores().accounts().delete(registry.stores().accounts().within("words", "a", 1).getFirst());
        assertThat(registry.account("words", "a", "two")).as("the first one is gone").isEmpty();
    }

    @Test
    void tokens_count_in_the_project_of_their_account_and_in_the_organisation() {
        organisation("keys");
        quota("keys", "a", tokens(2));
        quota("keys", tokens(4));
        assertThat(registry.tokenOfAccount("keys", "a", "ci", "t1")).isEmpty();
        assertThat(registry.tokenOfAccount("keys", "a", "cd", "t2")).isEmpty();
        assertThat(registry.tokenOfAccount("keys", "a", "ci", "t3").orElseThrow().sentence())
                .contains("apiTokens of namespace a: used 2, limit 2, asked 1");
        assertThat(registry.tokenOfAccount("keys", "b", "ci", "t3")).isEmpty();
        assertThat(registry.tokenOfUser("keys", "ann", "t4", Optional.empty(), "")).isEmpty();
        assertThat(registry.tokenOfUser("keys", "bob", "t5", Optional.empty(), "").orElseThrow().sentence())
                .contains("apiTokens of organisation keys: used 4, limit 4, asked 1");
    }

    @Test
    void nobody_takes_all_tokens_of_an_organisation_and_every_list_has_a_bound_without_a_quota() {
        organisation("hoard");
        for (var i = 0; i < IdentityDimension.TOKENS_OF_ONE; i++) {
            assertThat(registry.tokenOfAccount("hoard", "a", "ci", "t" + i)).isEmpty();
        }
        assertThat(registry.tokenOfAccount("hoard", "a", "ci", "more").orElseThrow().sentence())
                .contains("apiTokens of serviceaccount/a/ci: used 100, limit 100, asked 1");
        assertThat(registry.tokenOfAccount("hoard", "a", "cd", "more")).isEmpty();
        for (var dimension : IdentityDimension.values()) {
            assertThat(dimension.standard(false)).as(dimension.word()).isPositive();
        }
    }

    @Test
    void projects_are_counted_and_usage_is_in_the_status() {
        organisation("wide");
        // The loop makes the project default, so that there are three.
        Registry.await("the first project is there", () -> registry.projects()
                .find(new ObjectKey("wide", "", "default"))
                .isPresent());
        var uid = quota("wide", limits(Optional.of(3L), Optional.empty(), Optional.empty()));
        assertThat(Registry.refused(() -> registry.project("wide", "c")).orElseThrow().sentence())
                .contains("namespaces \"c\" is forbidden: exceeded quota: projects of organisation wide: used 3");
        Registry.await("the usage is shown", () -> registry.stores()
                .organisationQuotas()
                .findByUid(uid)
                .orElseThrow()
                .status()
                .items()
                .contains(new IdentityQuotaKind.Item("projects", "3", "3", "0")));
        assertThat(registry.stores().organisationQuotas().findByUid(uid).orElseThrow().status().items())
                .as("what the quota does not name has the standing bound")
                .contains(new IdentityQuotaKind.Item("serviceAccounts", "0", "5000", "5000"));
    }

    @Test
    void a_second_quota_of_a_scope_and_a_limit_that_a_project_has_not_are_refused() {
        organisation("twice");
        quota("twice", "a", tokens(1));
        assertThatThrownBy(() -> registry.stores()
                .quotas()
                .create(new ObjectKey("twice", "a", "another"), Map.of(), List.of(), tokens(9)))
                .hasMessageContaining("\"limits\" is it");
        assertThatThrownBy(() -> quota("twice", "b", limits(Optional.of(1L), Optional.empty(), Optional.empty())))
                .hasMessageContaining("spec.projects")
                .hasMessageContaining("OrganisationIdentityQuota");
    }

    @Test
    void credentials_that_ended_and_those_of_somebody_who_is_gone_are_forgotten() {
        organisation("swept");
        var ann = user("ann-swept");
        var now = Instant.now();
        assertThat(registry.tokenOfUser("swept", "ann-swept", "holds", Optional.empty(), ann)).isEmpty();
        assertThat(registry.tokenOfUser("swept", "ann-swept", "fresh", Optional.of(now.minusSeconds(60)), ann))
                .isEmpty();
        assertThat(registry.tokenOfUser("swept", "ann-swept", "old", Optional.of(now.minusSeconds(90_000)), ann))
                .isEmpty();
        new CredentialSweep(registry.stores(), Clock.systemUTC()).run();
        assertThat(tokens()).contains("holds", "fresh").doesNotContain("old");
        registry.stores().users().delete(ann);
        assertThat(user("ann-swept")).as("somebody else of the same name").isNotEqualTo(ann);
        new CredentialSweep(registry.stores(), Clock.systemUTC()).run();
        assertThat(tokens()).doesNotContain("holds", "fresh");
    }

    private String user(String name) {
        return registry.stores()
                .users()
                .create(ObjectKey.cluster(name), Map.of(), List.of(),
                        new IamKinds.User(Optional.empty(), List.of(), false))
                .uid();
    }

    private List<String> tokens() {
        return registry.stores().tokens().page("", 1000).stream().map(token -> token.metadata().name()).toList();
    }
}
