package io.cairn.scheduler.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Term;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Groups so large that searching past their members is not worth while any more. */
class LargeGroupTest {
    private static final int NODES = 400;

    private final ClusterView view = new ClusterView(Pools.all(PolicyName.BESTFIT));

    LargeGroupTest() {
        for (var i = 0; i < NODES; i++) {
            view.put(Node.of("n%03d".formatted(i), Resources.of(8, 8192, 0)).withLabels(Map.of("zone", "z" + i % 3)));
        }
    }

    private static Request web(Term... terms) {
        return Request.of(Resources.of(1, 512, 0)).withLabels(Map.of("app", "web")).withTerms(terms);
    }

    @Test
    void as_many_machines_as_hosts_keep_away_from_each_other_and_one_more_is_refused() {
        var alone = web(new Term.AntiAffinity(Node.HOST, Map.of("app", "web"), 0));
        var hosts = new HashSet<String>();
        for (var i = 0; i < NODES; i++) {
            var chosen = (Decision.Chosen) view.place("m" + i, alone);
            assertThat(hosts.add(chosen.node())).isTrue();
        }
        assertThat(view.decide(alone)).isInstanceOf(Decision.NoFit.class);
        view.release("m7");
        assertThat(view.decide(alone)).isInstanceOf(Decision.Chosen.class);
    }

    @Test
    void a_large_group_is_spread_evenly_and_stays_so_while_machines_come_and_go() {
        var spread = web(new Term.Spread("zone", Map.of("app", "web"), 1, 0),
                new Term.AtMost(Node.HOST, Map.of("app", "web"), 2));
        for (var i = 0; i < 2 * NODES; i++) {
            view.place("m" + i, spread);
            if (i % 5 == 0) {
                view.release("m" + i / 2);
                view.place("again" + i, spread);
            }
            var zones = new HashMap<String, Integer>();
            view.nodes().forEach(node -> node.claims().forEach(claim -> zones.merge(zone(claim), 1, Integer::sum)));
            assertThat(view.nodes()).allSatisfy(node -> assertThat(node.machines()).isLessThanOrEqualTo(2));
            if (i % 5 != 0 && i > 3) {
                var counts = zones.values().stream().mapToInt(count -> count).summaryStatistics();
                assertThat(counts.getMax() - counts.getMin()).isLessThanOrEqualTo(2);
            }
        }
    }

    private String zone(Claim claim) {
        return view.node(claim.node()).orElseThrow().node().place("zone");
    }
}
