package io.cairn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.EnrolRequest;
import io.cairn.contract.scheduler.v1.Inventory;
import io.cairn.contract.scheduler.v1.NodeReport;
import io.cairn.contract.scheduler.v1.NodesGrpc;
import io.cairn.contract.scheduler.v1.ReleaseRequest;
import io.cairn.contract.scheduler.v1.Resources;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.scheduler.adapter.jdbc.JoinTokens;
import io.cairn.scheduler.adapter.kinds.NodeSpec;
import io.cairn.scheduler.adapter.kinds.PoolKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    private final List<NodesGrpc.NodesBlockingStub> agents = new ArrayList<>();
    private Running scheduler;
    private int sequence;
    private io.cairn.resource.application.Resources<PoolKind.Spec, PoolKind.Facts, PoolKind.Status> pools;
    private ClaimsGrpc.ClaimsBlockingStub claims;

    @BeforeAll
    void twoNodes() throws Exception {
        scheduler = new Running();
        pools = scheduler.bean(ResourceApi.class).of(PoolKind.KIND);
        claims = ClaimsGrpc.newBlockingStub(scheduler.service("vm-service"));
        var nodes = scheduler.bean(ResourceApi.class).of(scheduler.bean(NodeKinds.class).node());
        for (var name : List.of("web-1", "web-2")) {
            nodes.create(ObjectKey.cluster(name), Map.of("cairn.io/pool", "web"), List.of(),
                    new NodeSpec(false, true, 100, List.of()));
            var keys = Requests.keys();
            var enrolled = NodesGrpc.newBlockingStub(scheduler.channel())
                    .enrol(EnrolRequest.newBuilder()
                            .setToken(scheduler.bean(JoinTokens.class).issue(name, Duration.ofHours(1)))
                            .setCsrDer(ByteString.copyFrom(Requests.plain(keys)))
                            .build());
            agents.add(NodesGrpc.newBlockingStub(scheduler.channel(enrolled.getCertificatePem(), keys)));
        }
        report();
    }

    /** The lease of no node ends, however busy the host is. */
    private void report() {
        sequence++;
        for (var agent : agents) {
            assertThat(agent.report(NodeReport.newBuilder()
                    .setAgentInstance("i")
                    .setSequence(sequence)
                    .setBootId("b")
                    .setInventory(Inventory.newBuilder().setCpus(64).setMemoryMib(65_536).setDiskMib(65_536))
                    .build()).getLeaseSeconds()).isPositive();
        }
    }

    @AfterAll
    void close() throws Exception {
        scheduler.close();
    }

    private static ClaimRequest ask(int number) {
        return ClaimRequest.newBuilder()
                .setVmUid("machine-" + number)
                .setGeneration(1)
                .setOrganisation("acme")
                .setNamespace("default")
                .setName("machine-" + number)
                .setResources(Resources.newBuilder().setCpus(1).setMemoryMib(512).setDiskMib(512))
                .build();
    }

    /** Where some machines go that are there at the same time. */
    private Set<String> places() {
        report();
        var places = new HashSet<String>();
        for (int i = 0; i < 4; i++) {
            places.add(claims.claim(ask(i)).getGranted().getNode());
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
            report();
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
        ClaimResponse explained = claims.explain(ask(9));
        assertThat(explained.getExplanation().getWhy()).contains(" for the policy spread ");

        assertThat(pools.changeSpec(pool.uid(), "test", spec -> new PoolKind.Spec("bestfit", Optional.empty())))
                .isPresent();
        until(status -> status.policy().equals(Optional.of("bestfit")));
        assertThat(places()).hasSize(1);

        assertThat(pools.delete(pool.uid())).isPresent();
    }
}
