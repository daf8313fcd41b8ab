package io.cairn.scheduler.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several schedulers that decide without knowing of each other's decisions. */
class OwnPartFirstTest {
    private static final Set<String> BOTH = Set.of("one", "other");
    private static final int NODES = 40;

    private static ClusterView view(PolicyName policy, String self, Set<String> among) {
        var part = new Part(self);
        part.among(among);
        var view = new ClusterView(new OwnPartFirst(Pools.all(policy), part));
        fill(view);
        return view;
    }

    /** Every fifth node has four GPUs. */
    private static void fill(ClusterView view) {
        for (var i = 0; i < NODES; i++) {
            view.put(Node.of("n%02d".formatted(i), Resources.of(16, 65_536, 1_000_000))
                    .withDevices(i % 5 == 0 ? gpus() : List.of()));
        }
        view.learn();
    }

    private static List<Device> gpus() {
        return List.of(gpu(1), gpu(2), gpu(3), gpu(4));
    }

    private static Device gpu(int number) {
        return Device.of("0000:0%d:00.0".formatted(number), "gpu", "model-a");
    }

    private static Request request(Random random) {
        var cpus = 1 << random.nextInt(3);
        var request = Request.of(Resources.of(cpus, 2_048L * cpus, 10_240));
        return random.nextInt(10) == 0 ? request.withDevices(DeviceAsk.whole("gpu", "", 1)) : request;
    }

    @ParameterizedTest
    @EnumSource(PolicyName.class)
    void alone_it_decides_exactly_as_the_policy_does(PolicyName policy) {
        var plain = new ClusterView(Pools.all(policy));
        fill(plain);
        var alone = view(policy, "one", Set.of("one"));
        var random = new Random(1);
        for (var i = 0; i < 300; i++) {
            var request = request(random);
            assertThat(alone.place("m" + i, request)).isEqualTo(plain.place("m" + i, request));
            if (i % 3 == 0) {
                alone.release("m" + i / 2);
                plain.release("m" + i / 2);
            }
        }
    }

    /** By the policy spread they meet on nodes that are nearly empty, and both have room there. */
    @ParameterizedTest
    @EnumSource(value = PolicyName.class, mode = EnumSource.Mode.EXCLUDE, names = "SPREAD")
    void two_that_see_each_others_machines_late_or_never_do_not_meet_while_both_have_room(PolicyName policy) {
        for (var late : List.of(5, Integer.MAX_VALUE)) {
            var one = view(policy, "one", BOTH);
            var other = view(policy, "other", BOTH);
            var random = new Random(2);
            var met = new HashSet<>(nodes(one, "a", random, other, late));
            met.retainAll(nodes(other, "b", random, one, late));
            assertThat(met).as("nodes that both have chosen, seen after %d", late).isEmpty();
        }
    }

    /** Nodes of thirty machines without devices; the other scheduler sees them after so many decisions. */
    private static Set<String> nodes(ClusterView view, String name, Random random, ClusterView other, int late) {
        var chosen = new HashSet<String>();
        for (var i = 0; i < 30; i++) {
            var request = Request.of(Resources.of(1 + random.nextInt(2), 4_096, 10_240));
            if (view.place(name + i, request) instanceof Decision.Chosen where) {
                chosen.add(where.node());
                if (i >= late) {
                    other.claim(new Claim(name + i, where.node(), request, where.devices(), where.cells()));
                }
            }
        }
        return chosen;
    }

    @ParameterizedTest
    @EnumSource(PolicyName.class)
    void nodes_of_others_are_used_when_the_own_ones_are_full(PolicyName policy) {
        var one = view(policy, "one", BOTH);
        var whole = Request.of(Resources.of(16, 65_536, 10_240));
        for (var i = 0; i < NODES; i++) {
            assertThat(one.place("m" + i, whole)).isInstanceOf(Decision.Chosen.class);
        }
        assertThat(one.decide(whole)).isInstanceOf(Decision.NoFit.class);
    }

    @ParameterizedTest
    @EnumSource(value = PolicyName.class, names = {"DEFAULT", "BESTFIT"})
    void machines_without_devices_stay_away_from_nodes_with_some_whoever_s_they_are(PolicyName policy) {
        var one = view(policy, "one", BOTH);
        for (var i = 0; i < NODES - NODES / 5; i++) {
            var chosen = (Decision.Chosen) one.place("m" + i, Request.of(Resources.of(16, 65_536, 10_240)));
            assertThat(one.node(chosen.node()).orElseThrow().devices()).isZero();
        }
    }
}
