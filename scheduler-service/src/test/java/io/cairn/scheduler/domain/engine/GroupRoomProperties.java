package io.cairn.scheduler.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Room of domains is what could really be placed there, whatever came and went. */
class GroupRoomProperties {
    private static final int MOST = 40;

    @Property(tries = 60)
    void the_first_of_a_group_goes_to_a_rack_that_really_has_the_most_room(@ForAll long seed) {
        var story = new Story(seed);
        for (var step = 0; step < 30; step++) {
            var group = story.group(step);
            var rooms = story.racks().stream().map(rack -> room(story.view, group, rack)).toList();
            var most = rooms.stream().mapToInt(room -> room).max().orElse(0);
            switch (story.view.decide(group)) {
                case Decision.Chosen chosen -> assertThat(room(story.view, group, story.rackOf(chosen.node())))
                        .as("%s of %s", chosen, rooms)
                        .isEqualTo(most);
                case Decision.NoFit _ -> assertThat(most).isZero();
            }
            story.go(group, step);
        }
    }

    @Property(tries = 60)
    void a_view_that_was_kept_up_and_an_explanation_say_the_same_of_it(@ForAll long seed) {
        var story = new Story(seed);
        for (var step = 0; step < 30; step++) {
            var group = story.group(step);
            var decision = story.view.decide(group);
            assertThat(decision).isEqualTo(story.scratch().decide(group));
            var explanation = story.view.explain(group);
            if (decision instanceof Decision.Chosen chosen) {
                assertThat(explanation.top().getFirst().node()).isEqualTo(chosen.node());
                assertThat(explanation.top().getFirst().score()).isEqualTo((double) chosen.score() / Policy.MAX);
            }
            story.go(group, step);
        }
    }

    @Property(tries = 60)
    void a_gang_is_placed_if_and_only_if_there_is_a_rack_for_all_of_it(@ForAll long seed) {
        var story = new Story(seed);
        for (var step = 0; step < 20; step++) {
            var group = story.group(step);
            var size = 2 + story.random.below(10);
            var members = new ArrayList<Gang.Member>();
            for (var i = 0; i < size; i++) {
                members.add(new Gang.Member("g" + step + "-" + i, group));
            }
            var possible = story.racks().stream().anyMatch(rack -> room(story.view, group, rack) >= size);
            var outcome = new Gang("g" + step, members).place(story.view);
            assertThat(outcome instanceof Gang.Outcome.Whole).isEqualTo(possible);
            story.go(story.group(step + 100), step + 100);
        }
    }

    /** Places them one by one until no more fit. */
    private static int room(ClusterView view, Request each, String rack) {
        var there = each.with(new Rules(Map.of("rack", rack), each.rules().tolerations(), 0,
                each.rules().numaCells()));
        return view.whatIf(trial -> {
            var count = 0;
            while (count < MOST && trial.place("trial-" + count, there) instanceof Decision.Chosen) {
                count++;
            }
            return count;
        });
    }

    /** A fleet in racks, on which groups come and go. All nodes are alike for its policy. */
    private static final class Story {
        private final Random random;
        private final ClusterView view = new ClusterView(new FirstFit());

        private Story(long seed) {
            random = new Random(seed);
            for (var i = 0; i < 10; i++) {
                view.put(random.node(i).withTaints(List.of()));
            }
        }

        private Request group(int number) {
            var labels = Map.of("group", "g" + number);
            var near = new Term.Affinity("rack", labels, Term.REQUIRED);
            var request = Request.of(Resources.of(1 + random.below(4), 512 + random.below(2048), 0))
                    .withLabels(labels)
                    .with(new Rules(Map.of(), List.of(), 0, random.below(3)));
            return switch (random.below(3)) {
                case 0 -> request.withTerms(near);
                case 1 -> request.withTerms(near, new Term.AtMost(Node.HOST, labels, 1 + random.below(3)));
                default -> request.withTerms(new Term.AntiAffinity(Node.HOST, labels, Term.REQUIRED), near);
            };
        }

        private void go(Request group, int step) {
            for (var i = 0; i < random.below(4); i++) {
                view.place("m" + step + "-" + i, group);
            }
            switch (random.below(4)) {
                case 0 -> view.put(random.node(random.below(12)).withTaints(List.of()));
                case 1 -> view.release("m" + random.below(step + 1) + "-" + random.below(3));
                default -> {
                }
            }
        }

        private TreeSet<String> racks() {
            var racks = new TreeSet<String>();
            view.nodes().forEach(node -> racks.add(node.node().place("rack")));
            racks.remove("");
            return racks;
        }

        private String rackOf(String node) {
            return view.node(node).orElseThrow().node().place("rack");
        }

        private ClusterView scratch() {
            var scratch = new ClusterView(view.policy());
            var claims = new ArrayList<Claim>();
            view.nodes().forEach(node -> {
                scratch.put(node.node());
                claims.addAll(node.claims());
            });
            claims.forEach(scratch::claim);
            return scratch;
        }
    }
}
