package io.cairn.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import io.cairn.scheduler.domain.site.Sites;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of machines that belong to NUMA nodes: how many more fit, and what less would. */
class PinnedRoomTest {
    private static final int GIB = 1_024;

    private static ClusterView view(Node... nodes) {
        var view = new ClusterView(Pools.all(PolicyName.BESTFIT));
        List.of(nodes).forEach(view::put);
        return view;
    }

    private static Node node(Node.Cell... cells) {
        var all = new Resources(0, 0, 0, 0, 0, 1_000_000, 0);
        for (var cell : cells) {
            all = new Resources(all.cpuMilli() + cell.cpus() * 1_000, 0, all.memoryMib() + cell.memoryMib(),
                    all.hugepages2Mi() + cell.hugepages2Mi(), all.hugepages1Gi() + cell.hugepages1Gi(), all.diskMib(),
                    0);
        }
        return Node.of("node-1", all).withCells(List.of(cells));
    }

    private static Request pinned(Resources size, int cells) {
        return Request.of(size).with(new Rules(Map.of(), List.of(), 0, cells));
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void as_many_fit_as_are_counted(long seed) {
        var random = new Random(seed);
        var view = view(node(cell(0, random), cell(1, random), cell(2, random)));
        for (var i = 0; i < random.nextInt(4); i++) {
            view.place("before-" + i, pinned(size(random), 1 + random.nextInt(3)));
        }
        var size = size(random);
        var cells = 1 + random.nextInt(3);
        var counted = new Capacity(view, List.of(new Supposition.Size("it", size, cells)), List.of()).pools()
                .getFirst()
                .more()
                .get("it");
        var placed = 0L;
        while (view.place("vm-" + placed, pinned(size, cells)) instanceof Decision.Chosen) {
            placed++;
        }
        assertThat(counted).as("%s over at most %d", size, cells).isEqualTo(placed);
    }

    private static Node.Cell cell(int id, Random random) {
        return new Node.Cell(id, 4 + random.nextInt(12), 4_096 + random.nextInt(8) * GIB, random.nextInt(4_096),
                random.nextInt(16));
    }

    private static Resources size(Random random) {
        var cpus = 1 + random.nextInt(8);
        return switch (random.nextInt(3)) {
            case 0 -> Resources.of(cpus, 1 + random.nextInt(6_000), 10);
            case 1 -> Resources.of(0, GIB, 10).withDedicated(cpus);
            default -> Resources.of(0, 0, 10).withDedicated(cpus).withHugepages(0, 1 + random.nextInt(8));
        };
    }

    private static List<String> hints(ClusterView view, Request request, Supposition.Size... sizes) {
        assertThat(view.decide(request)).isInstanceOf(Decision.NoFit.class);
        return new Hints(view, Sites.NONE, request).of(List.of(sizes));
    }

    @Test
    void a_machine_with_too_many_dedicated_cpus_is_told_how_many_there_are_and_over_how_many_numa_nodes_it_fits() {
        var view = view(node(new Node.Cell(0, 8, 32 * GIB, 0, 0), new Node.Cell(1, 6, 32 * GIB, 0, 0)));
        assertThat(hints(view, pinned(Resources.of(0, 8 * GIB, 10).withDedicated(12), 1)))
                .containsExactly("It fits if numa.maxNodes is 2 instead of 1",
                        "It fits with 8 dedicated CPUs instead of 12");
        assertThat(hints(view, pinned(Resources.of(0, 8 * GIB, 10).withDedicated(14), 2)))
                .as("seven of each, and one has six")
                .containsExactly("It fits with 12 dedicated CPUs instead of 14");
    }

    @Test
    void a_machine_with_too_many_pages_is_told_how_many_there_are_in_one_place() {
        var view = view(node(new Node.Cell(0, 8, 32 * GIB, 0, 4), new Node.Cell(1, 8, 32 * GIB, 512, 3)));
        assertThat(hints(view, pinned(Resources.of(2, 0, 10).withHugepages(0, 6), 1)))
                .containsExactly("It fits if numa.maxNodes is 2 instead of 1", "It fits without hugepages",
                        "It fits with 4 pages of 1 GiB instead of 6");
        assertThat(hints(view, pinned(Resources.of(2, 0, 10).withHugepages(1_024, 0), 2)))
                .containsExactly("It fits without hugepages", "It fits with 512 pages of 2 MiB instead of 1024");
    }

    @Test
    void a_machine_with_too_much_bandwidth_is_told_how_much_there_is_and_that_it_fits_without() {
        var view = new ClusterView(Pools.all(PolicyName.BESTFIT));
        view.put(Node.of("slow", Resources.of(8, 8 * GIB, 100).withBandwidth(400)));
        var asked = Request.of(Resources.of(2, GIB, 10).withBandwidth(500));
        assertThat(view.decide(asked)).isInstanceOfSatisfying(Decision.NoFit.class, refusal -> assertThat(
                refusal.message()).contains("too little free bandwidth (asked 500 Mbit/s, most free 400 Mbit/s)"));
        assertThat(hints(view, asked)).containsExactly("It fits with networkBandwidth of 400M instead of 500M",
                "It fits without networkBandwidth");
    }

    @Test
    void an_instance_type_with_another_layout_is_named_if_it_fits_by_its_own_rules() {
        var view = view(node(new Node.Cell(0, 8, 32 * GIB, 0, 0), new Node.Cell(1, 8, 32 * GIB, 0, 0)));
        var asked = Request.of(Resources.of(17, GIB, 10));
        var tight = new Supposition.Size("p12.tight", Resources.of(0, GIB, 10).withDedicated(12), 1);
        var wide = new Supposition.Size("p12.wide", Resources.of(0, GIB, 10).withDedicated(12), 2);
        assertThat(hints(view, asked, tight, wide)).contains("It fits now as instance type p12.wide");
        assertThat(hints(view, asked, tight)).noneMatch(hint -> hint.contains("instance type"));
    }
}
