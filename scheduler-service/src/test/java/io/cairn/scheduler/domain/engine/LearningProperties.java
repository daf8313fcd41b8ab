package io.cairn.scheduler.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What policies learn depends on what stands and was asked, and on nothing else. */
class LearningProperties {

    @Property(tries = 40)
    void a_scheduler_that_starts_anew_learns_the_same_from_what_stands_in_whatever_order_it_reads(@ForAll long seed) {
        var random = new Random(seed);
        var nodes = IntStream.range(0, 12).mapToObj(random::node).toList();
        var before = view(nodes, List.of());
        for (var i = 0; i < 80; i++) {
            before.place("m" + i, random.request());
        }
        var claims = new ArrayList<Claim>();
        before.nodes().forEach(node -> claims.addAll(node.claims()));
        var one = view(nodes, claims);
        var shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled, new java.util.Random(seed));
        Collections.shuffle(claims, new java.util.Random(seed));
        var other = view(shuffled, claims);
        for (var i = 0; i < 20; i++) {
            var request = random.request();
            assertThat(one.decide(request)).isEqualTo(other.decide(request));
        }
    }

    @Property(tries = 40)
    void looking_explaining_and_trying_out_teach_nothing(@ForAll long seed) {
        var random = new Random(seed);
        var nodes = IntStream.range(0, 8).mapToObj(random::node).toList();
        var asked = view(nodes, List.of());
        var left = view(nodes, List.of());
        for (var i = 0; i < 40; i++) {
            var request = random.request();
            var other = random.request();
            asked.decide(other);
            asked.explain(other);
            asked.whatIf(view -> view.place("supposed", other));
            assertThat(asked.place("m" + i, request)).isEqualTo(left.place("m" + i, request));
        }
    }

    private static ClusterView view(List<Node> nodes, List<Claim> claims) {
        var view = new ClusterView(EveryPolicy.pools());
        nodes.forEach(view::put);
        claims.forEach(view::claim);
        view.learn();
        return view;
    }

    @Property(tries = 20)
    void the_words_for_the_winner_name_no_machine(@ForAll long seed) {
        var random = new Random(seed);
        var view = view(IntStream.range(0, 8).mapToObj(random::node).toList(), List.of());
        for (var i = 0; i < 40; i++) {
            view.place("secret-" + i, random.request());
            Request request = random.request();
            var why = view.explain(request).why();
            assertThat(why).doesNotContain("secret").doesNotContain("org0").doesNotContain("org1");
            if (view.decide(request) instanceof Decision.Chosen chosen) {
                assertThat(why).startsWith("Node " + chosen.node() + " ");
            } else {
                assertThat(why).isEmpty();
            }
        }
    }
}
