package io.cairn.scheduler.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Whose part of the nodes is whose. */
class PartTest {
    private static final List<String> NODES = IntStream.range(0, 2_000).mapToObj("node-%05d"::formatted).toList();

    private static List<Part> parts(Set<String> schedulers) {
        var parts = new ArrayList<Part>();
        for (var self : schedulers) {
            var part = new Part(self);
            part.among(schedulers);
            parts.add(part);
        }
        return parts;
    }

    private static Set<String> numbered(int schedulers) {
        var names = new HashSet<String>();
        for (var i = 0; i < schedulers; i++) {
            names.add("scheduler-" + i);
        }
        return names;
    }

    @Property(tries = 50)
    void every_node_is_one_schedulers_and_no_others(
            @ForAll @Size(min = 1, max = 6) Set<@AlphaChars @StringLength(min = 1, max = 12) String> schedulers) {
        var parts = parts(schedulers);
        assertThat(NODES).allSatisfy(node -> assertThat(parts.stream().filter(part -> part.owns(node))).hasSize(1));
        assertThat(parts).allSatisfy(part -> assertThat(part.shared()).isEqualTo(schedulers.size() > 1));
    }

    @Property(tries = 8)
    void parts_are_of_about_the_same_size(@ForAll @IntRange(min = 1, max = 8) int schedulers) {
        assertThat(parts(numbered(schedulers))).allSatisfy(part -> assertThat(
                NODES.stream().filter(part::owns).count())
                .isBetween(NODES.size() / schedulers * 3L / 4, NODES.size() / schedulers * 5L / 4));
    }

    @Property(tries = 8)
    void one_that_leaves_changes_nothing_but_whose_its_own_nodes_are(
            @ForAll @IntRange(min = 2, max = 8) int schedulers) {
        var all = numbered(schedulers);
        var gone = "scheduler-0";
        var left = new HashSet<>(all);
        left.remove(gone);
        var gones = new Part(gone);
        gones.among(all);
        for (var self : left) {
            var part = new Part(self);
            part.among(all);
            var before = NODES.stream().filter(part::owns).toList();
            var version = part.version();
            part.among(left);
            assertThat(part.version()).isGreaterThan(version);
            assertThat(NODES.stream().filter(part::owns)).containsAll(before);
            assertThat(NODES.stream().filter(part::owns).filter(node -> !before.contains(node)))
                    .allSatisfy(node -> assertThat(gones.owns(node)).isTrue());
        }
    }
}
