package io.cairn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.ReleaseRequest;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.scheduler.adapter.kinds.PoolKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An operator chooses the policy of a pool over the API, and machines are placed by it: the real service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolsOfNodesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final ObjectKey WEB = ObjectKey.cluster("web");

    private Running scheduler;
    private Agents agents;
    private io.cairn.resource.application.Resources<PoolKind.Spec, PoolKind.Facts, PoolKind.Status> pools;
    private ClaimsGrpc.ClaimsBlockingStub claims;

    @BeforeAll
    void twoNodes() throws Exception {
        scheduler = new Running();
        pools = scheduler.bean(ResourceApi.class).of(PoolKind.KIND);
        claims = ClaimsGrpc.newBlockingStub(scheduler.service("vm-service"));
        agents = new Agents(scheduler, 64, 65_536);
        for (var name : List.of("web-1", "web-2")) {
            agents.join(name, Map.of("cairn.io/pool", "web"));
        }
        agents.report();
    }

    @AfterAll
    void close() throws Exception {
        scheduler.close();
    }

    /** Where some machines go that are there at the same time. */
    private Set<String> places() {
        agents.report();
        var places = new HashSet<String>();
        for (int i = 0; i < 4; i++) {
            places.add(claims.claim(Agents.ask("machine-" + i, 1)).getGranted().getNode());
        }
        for (int i = 0; i < 4; i++) {
            assertThat(claims.release(ReleaseRequest.newBuilder()
                    .setVmUid("machine-" + i)
                    .setGeneration(1)
                    .build()).getReleased()).isTrue();
        }
        return places;
    }

    private PoolKind.Status until(Predicate<PoolKind.Status> is) {
        var deadline = Instant.now().plus(DEADLINE);
        var status = pools.find(WEB).orElseThrow().status();
        while (!is.test(status)) {
            assertThat(Instant.now()).as("%s", status).isBefore(deadline);
            agents.report();
            status = pools.find(WEB).orElseThrow().status();
        }
        return status;
    }

    @Test
    void a_pool_is_placed_by_the_policy_that_its_operator_chooses() throws Exception {
        var pool = pools.create(WEB, Map.of(), List.of(), new PoolKind.Spec("spread", Optional.empty()));
        assertThat(pool.status().conditions().getFirst().reason()).isEqualTo("NoNodes");
        var spread = until(status -> status.policy().equals(Optional.of("spread"))
                && status.nodes().equals(Optional.of(2)));
        assertThat(spread.conditions().getFirst().status()).isEqualTo("True");
        assertThat(places()).hasSize(2);
        ClaimResponse explained = claims.explain(Agents.ask("machine-9", 1));
        assertThat(explained.getExplanation().getWhy()).contains(" for the policy spread ");

        assertThat(pools.changeSpec(pool.uid(), "test", spec -> new PoolKind.Spec("bestfit", Optional.empty())))
                .isPresent();
        until(status -> status.policy().equals(Optional.of("bestfit")));
        assertThat(places()).hasSize(1);

        assertThat(pools.delete(pool.uid())).isPresent();
    }
}
