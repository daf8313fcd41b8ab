package io.cairn.scheduler.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.Ties;
import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The view decides as the table of rooms does, so that what is measured on the one holds for the other. */
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
    @ValueSource(strings = {"bestfit", "fgd", "foresight"})
    void aViewDecidesAsTheTableOfRooms(String name) {
        var random = new Random(4);
        var view = new ClusterView(new ScoringPolicy(name, scoring(name)), new Ties.ByName());
        var start = new ArrayList<Room>();
        for (int i = 0; i < 24; i++) {
            var of = CLASSES.get(random.nextInt(CLASSES.size()));
            start.add(of.empty());
            view.put(node(i, of));
        }
        var rooms = new Rooms(scoring(name), new Rooms.Ties.Fixed(), start);
        int placed = 0;
        for (int step = 0; step < 250; step++) {
            var shape = SHAPES.get(random.nextInt(SHAPES.size()));
            var expected = rooms.choose(shape);
            var decision = view.place("vm-" + step, request(shape));
            assertThat(decision instanceof Decision.Chosen).isEqualTo(expected.isPresent());
            if (decision instanceof Decision.Chosen chosen && expected.isPresent()) {
                assertThat(chosen.node()).isEqualTo("node-%03d".formatted(expected.get().node()));
                rooms.take(shape, expected.get());
                placed++;
            }
        }
        assertThat(placed).isGreaterThan(60);
    }
}
