package io.cairn.scheduler.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.FirstFit;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.engine.Ties;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the view makes of a formula. */
class ScoringPolicyTest {
    private static final List<NodeClass> CLASSES = List.of(new NodeClass(16_000, 64_000, 2, "P100"),
            new NodeClass(96_000, 393_000, 8, "G2"), new NodeClass(104_000, 524_000, 2, "T4"),
            new NodeClass(64_000, 256_000, 0, ""));

    private static final List<Shape> SHAPES = List.of(new Shape(8_000, 16_000, 1, 1000, Set.of()),
            new Shape(4_000, 8_000, 1, 300, Set.of()), new Shape(6_000, 30_000, 1, 500, Set.of()),
            new Shape(32_000, 90_000, 4, 1000, Set.of()), new Shape(4_000, 8_000, 1, 1000, Set.of("T4")),
            new Shape(12_000, 24_000, 0, 0, Set.of()));

    private static Scoring scoring(String name) {
        var workload = Workload.of(SHAPES);
        return switch (name) {
            case "bestfit" -> BestFit.published();
            case "spread" -> new Spread();
            case "fgd" -> new FragmentationGradient(workload);
            default -> new Foresight(workload, Map.of("P100", 0.2, "G2", 0.6, "T4", 0.2), 3);
        };
    }

    private static Node node(int i, NodeClass of) {
        var capacity = new Resources(of.cpuMilli(), 0, of.memoryMib(), 0, 0, 0, 0);
        var devices = IntStream.range(0, of.devices())
                .mapToObj(device -> Device.of("0000:%02x:00.0".formatted(device), "gpu", of.model()))
                .toList();
        return Node.of("node-%03d".formatted(i), capacity).withDevices(devices);
    }

    private static Request request(Shape shape) {
        var request = Request.of(new Resources(shape.cpuMilli(), 0, shape.memoryMib(), 0, 0, 0, 0));
        var model = shape.models().stream().findFirst().orElse("");
        if (shape.devices() == 0) {
            return request;
        }
        return request.withDevices(shape.shares()
                ? DeviceAsk.share("gpu", model, shape.milli())
                : DeviceAsk.whole("gpu", model, shape.devices()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bestfit", "fgd", "foresight", "spread"})
    void aViewTakesTheNodeOfWhichTheFormulaSaysThatItIsTheBest(String name) {
        var random = new Random(4);
        var scoring = scoring(name);
        var view = new ClusterView(new ScoringPolicy(name, scoring(name)), new Ties.ByName());
        var rooms = new ArrayList<Room>();
        for (int i = 0; i < 24; i++) {
            var of = CLASSES.get(random.nextInt(CLASSES.size()));
            rooms.add(of.empty());
            view.put(node(i, of));
        }
        int placed = 0;
        for (int step = 0; step < 250; step++) {
            var shape = SHAPES.get(random.nextInt(SHAPES.size()));
            int best = best(scoring, shape, rooms);
            var decision = view.place("vm-" + step, request(shape));
            assertThat(decision instanceof Decision.Chosen).isEqualTo(best >= 0);
            if (decision instanceof Decision.Chosen chosen) {
                assertThat(chosen.node()).isEqualTo("node-%03d".formatted(best));
                int device = scoring.score(shape, rooms.get(best)).device();
                if (shape.shares()) {
                    assertThat(chosen.devices().getFirst().address()).isEqualTo("0000:%02x:00.0".formatted(device));
                }
                rooms.set(best, rooms.get(best).take(shape, device));
                placed++;
            }
        }
        assertThat(placed).isGreaterThan(60);
    }

    /** As scores are compared in the view; the first of equals. */
    private static int best(Scoring scoring, Shape shape, List<Room> rooms) {
        int best = -1;
        int most = -1;
        for (int i = 0; i < rooms.size(); i++) {
            if (rooms.get(i).fits(shape)) {
                int score = Policy.scaled(scoring.portion(scoring.score(shape, rooms.get(i)).value()));
                best = score > most ? i : best;
                most = Math.max(score, most);
            }
        }
        return best;
    }

    @Test
    void lotsAreDrawnAnewEachTime() {
        var view = new ClusterView(new ScoringPolicy("random", new Lots(new Random(1))));
        IntStream.range(0, 4).forEach(i -> view.put(node(i, CLASSES.get(3))));
        var nodes = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            if (view.decide(request(SHAPES.getLast())) instanceof Decision.Chosen chosen) {
                nodes.add(chosen.node());
            }
        }
        assertThat(nodes).hasSize(4);
    }

    @Test
    void equalNodesAreTakenInOrderOrAtRandomAsTold() {
        var drawn = new HashSet<String>();
        var fixed = new HashSet<String>();
        var lots = new ClusterView(new FirstFit(), new Ties.Random(new Random(1)));
        var names = new ClusterView(new FirstFit());
        for (int i = 0; i < 3; i++) {
            lots.put(node(i, CLASSES.get(3)));
            names.put(node(i, CLASSES.get(3)));
        }
        for (int i = 0; i < 100; i++) {
            drawn.add(((Decision.Chosen) lots.decide(request(SHAPES.getLast()))).node());
            fixed.add(((Decision.Chosen) names.decide(request(SHAPES.getLast()))).node());
        }
        assertThat(drawn).hasSize(3);
        assertThat(fixed).containsExactly("node-000");
    }

    @Test
    void aPinnedMachineGoesWhereItFitsIntoOneNumaNodeNearItsDevice() {
        var view = new ClusterView(new ScoringPolicy("default", scoring("foresight")));
        var far = new Node.Cell(0, 16, 64_000, 0, 0);
        var near = new Node.Cell(1, 16, 64_000, 0, 0);
        var gpu = Device.of("0000:01:00.0", "gpu", "T4").at(1, "", "");
        // On node-a the NUMA node of the device is nearly taken.
        for (var name : List.of("node-a", "node-b")) {
            view.put(Node.of(name, new Resources(32_000, 0, 128_000, 0, 0, 0, 0))
                    .withCells(List.of(far, near))
                    .withDevices(List.of(gpu)));
        }
        var one = new Rules(Map.of(), List.of(), 0, 1);
        var filler = Request.of(new Resources(12_000, 0, 8_000, 0, 0, 0, 0)).with(one);
        view.claim(new Claim("filler-a", "node-a", filler, List.of(), List.of(1)));
        view.claim(new Claim("filler-b", "node-b", filler, List.of(), List.of(0)));
        var asked = request(new Shape(8_000, 16_000, 1, 1000, Set.of())).with(one);
        var chosen = (Decision.Chosen) view.decide(asked);
        assertThat(chosen.node()).isEqualTo("node-b");
        assertThat(chosen.cells()).containsExactly(1);
        assertThat(view.explain(asked).top().getFirst().parts()).containsEntry("numaNodes", 1.0);
    }

    @Test
    void aPinnedMachineWithoutDevicesSpansAsFewNumaNodesAsThereAre() {
        var view = new ClusterView(new ScoringPolicy("default", scoring("foresight")));
        var cells = List.of(new Node.Cell(0, 16, 64_000, 0, 0), new Node.Cell(1, 16, 64_000, 0, 0));
        for (var name : List.of("node-a", "node-b")) {
            view.put(Node.of(name, new Resources(32_000, 0, 128_000, 0, 0, 0, 0)).withCells(cells));
        }
        var two = new Rules(Map.of(), List.of(), 0, 2);
        var filler = Request.of(new Resources(10_000, 0, 40_000, 0, 0, 0, 0)).with(two);
        view.claim(new Claim("a0", "node-a", filler, List.of(), List.of(0)));
        view.claim(new Claim("a1", "node-a", filler, List.of(), List.of(1)));
        var chosen = (Decision.Chosen) view.decide(Request.of(new Resources(8_000, 0, 32_000, 0, 0, 0, 0)).with(two));
        assertThat(chosen.node()).isEqualTo("node-b");
        assertThat(chosen.cells()).hasSize(1);
    }
}
