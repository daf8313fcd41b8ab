package io.cairn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.ReleaseRequest;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.scheduler.adapter.kinds.NodeSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operator cordons a node and is sure of it with the answer, though schedulers look now and then only. */
class CordonTest {
    private static final int TIMES = 40;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @Test
    void a_node_takes_nobody_from_the_moment_on_in_which_its_operator_is_told_so() throws Exception {
        try (var scheduler = new Running()) {
            var agents = new Agents(scheduler, 64, 65_536);
            for (var name : List.of("a", "b")) {
                agents.join(name, Map.of());
            }
            agents.report();
            var claims = ClaimsGrpc.newBlockingStub(scheduler.service("vm-service"));
            for (int i = 0; i < TIMES; i++) {
                agents.report();
                var open = i % 2 == 0 ? "a" : "b";
                cordon(scheduler, open, false);
                cordon(scheduler, i % 2 == 0 ? "b" : "a", true);
                var ask = Agents.ask("machine-" + i, 1);
                var answer = claims.claim(ask);
                // That a node is open again comes with the next look.
                for (var end = Instant.now().plus(DEADLINE); !answer.hasGranted() && Instant.now().isBefore(end);) {
                    answer = claims.claim(ask);
                }
                assertThat(answer.getGranted().getNode()).as("%s", answer).isEqualTo(open);
                assertThat(claims.release(ReleaseRequest.newBuilder()
                        .setVmUid(ask.getVmUid())
                        .setGeneration(1)
                        .build()).getReleased()).isTrue();
            }
        }
    }

    private static void cordon(Running scheduler, String name, boolean now) {
        var nodes = scheduler.bean(ResourceApi.class).of(scheduler.bean(NodeKinds.class).node());
        var uid = nodes.find(ObjectKey.cluster(name)).orElseThrow().uid();
        assertThat(nodes.changeSpec(uid, "test", _ -> new NodeSpec(now, true, 100, List.of()))).isPresent();
    }
}
