package io.cairn.scheduler.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens to a fleet, decisions on it stay right. */
class ClusterViewProperties {
    private static final int STEPS = 60;

    @Property(tries = 150)
    void a_decision_is_one_that_the_rules_allow_and_a_refusal_means_that_none_is(@ForAll long seed) {
        var story = new Story(seed);
        for (var step = 0; step < STEPS; step++) {
            var request = story.random.request();
            check(story, request, story.view.decide(request));
            story.step(request);
        }
    }

    private static void check(Story story, Request request, Decision decision) {
        var fitting = story.oracle.all().stream().filter(node -> story.oracle.fits(request, node)).toList();
        switch (decision) {
            case Decision.Chosen chosen -> {
                assertThat(fitting).as("%s of %s", chosen, request).anyMatch(node -> node.name().equals(chosen.node()));
                var node = fitting.stream().filter(one -> one.name().equals(chosen.node())).findFirst().orElseThrow();
                var shares = chosen.devices()
                        .stream()
                        .collect(Collectors.toMap(DeviceShare::address, DeviceShare::shares));
                assertThat(story.oracle.allowed(request, node, shares)).as("%s", chosen).isTrue();
            }
            case Decision.NoFit refusal -> {
                if (request.devices().size() < 2) {
                    assertThat(fitting).as("%s of %s", refusal.message(), request).isEmpty();
                }
                assertThat(refusal.nextStep()).isNotEmpty();
            }
        }
    }

    @Property(tries = 100)
    void the_counts_of_the_filters_and_the_nodes_that_fit_add_up_to_all_nodes(@ForAll long seed) {
        var story = new Story(seed);
        for (var step = 0; step < STEPS; step++) {
            var request = story.random.request();
            var explanation = story.view.explain(request);
            var removed = explanation.filters().stream().mapToInt(Decision.Count::removed).sum();
            assertThat(removed + explanation.fitting()).isEqualTo(explanation.nodes()).isEqualTo(story.view.size());
            switch (story.view.decide(request)) {
                case Decision.Chosen chosen -> assertThat(explanation.top().getFirst().node()).isEqualTo(chosen.node());
                case Decision.NoFit _ -> assertThat(explanation.fitting()).isZero();
            }
            story.step(request);
        }
    }

    @Property(tries = 100)
    void a_view_that_was_kept_up_decides_like_one_from_scratch(@ForAll long seed) {
        var story = new Story(seed);
        var requests = List.of(story.random.request(), story.random.request(), story.random.request());
        for (var step = 0; step < STEPS; step++) {
            var scratch = story.scratch();
            for (var request : requests) {
                assertThat(story.view.decide(request)).isEqualTo(scratch.decide(request));
            }
            story.step(story.random.below(2) == 0 ? requests.get(story.random.below(3)) : story.random.request());
        }
    }

    @Property(tries = 100)
    void what_was_tried_out_changes_nothing(@ForAll long seed) {
        var story = new Story(seed);
        for (var step = 0; step < 10; step++) {
            story.step(story.random.request());
        }
        var requests = new ArrayList<Request>();
        for (var i = 0; i < 10; i++) {
            requests.add(story.random.request());
        }
        var before = requests.stream().map(story.view::explain).toList();
        var claims = story.claims();
        story.view.whatIf(view -> {
            for (var step = 0; step < 20; step++) {
                story.stepOnly(view, story.random.request());
            }
            return view.whatIf(inner -> inner.removeNode("node-1"));
        });
        assertThat(story.claims()).isEqualTo(claims);
        assertThat(requests.stream().map(story.view::explain).toList()).isEqualTo(before);
        assertThat(requests.stream().map(story.view::decide).toList())
                .isEqualTo(requests.stream().map(story.scratch()::decide).toList());
    }

    @Property(tries = 50)
    void the_same_story_ends_the_same(@ForAll long seed) {
        var one = new Story(seed);
        var other = new Story(seed);
        for (var step = 0; step < STEPS; step++) {
            one.step(one.random.request());
            other.step(other.random.request());
        }
        assertThat(one.claims()).isEqualTo(other.claims());
    }

    /** A fleet to which things happen; the oracle is told of each. */
    private static final class Story {
        private final Random random;
        private final ClusterView view = new ClusterView(EveryPolicy.pools());
        private final Oracle oracle = new Oracle();
        private int machines;

        private Story(long seed) {
            random = new Random(seed);
            for (var i = 0; i < 8; i++) {
                put(i);
            }
        }

        private void put(int number) {
            var node = random.node(number);
            view.put(node);
            oracle.nodes.put(node.name(), node);
        }

        private void step(Request request) {
            stepOnly(view, request);
            oracle.claims.clear();
            oracle.nodes.clear();
            for (var node : view.nodes()) {
                oracle.nodes.put(node.node().name(), node.node());
                node.claims().forEach(claim -> oracle.claims.put(claim.machine(), claim));
            }
        }

        private void stepOnly(ClusterView on, Request request) {
            switch (random.below(10)) {
                case 0, 1 -> on.release("m" + random.below(machines + 1));
                case 2 -> on.put(random.node(random.below(10)));
                case 3 -> {
                    if (random.below(4) == 0) {
                        on.removeNode("node-" + random.below(10));
                    }
                }
                default -> on.place("m" + machines++, request);
            }
        }

        private List<Claim> claims() {
            var all = new ArrayList<Claim>();
            view.nodes().forEach(node -> all.addAll(node.claims()));
            all.sort(java.util.Comparator.comparing(Claim::machine));
            return all;
        }

        private ClusterView scratch() {
            // What a policy has learned is no part of the view.
            var scratch = new ClusterView(view.policy());
            var nodes = new ArrayList<NodeView>();
            view.nodes().forEach(nodes::add);
            nodes.sort(java.util.Comparator.comparing(node -> node.node().name().hashCode()));
            nodes.forEach(node -> scratch.put(node.node()));
            claims().reversed().forEach(scratch::claim);
            return scratch;
        }
    }
}
