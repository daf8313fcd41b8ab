package io.cairn.scheduler.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomsTest {
    private static final List<NodeClass> CLASSES = List.of(new NodeClass(16_000, 64_000, 2, "P100"),
            new NodeClass(96_000, 393_000, 8, "G2"), new NodeClass(104_000, 524_000, 2, "T4"),
            new NodeClass(64_000, 256_000, 0, ""));

    private static List<Shape> shapes(Random random) {
        var result = new ArrayList<Shape>();
        for (int i = 0; i < 12; i++) {
            int devices = List.of(0, 1, 1, 1, 2, 4).get(random.nextInt(6));
            int milli = devices == 0 ? 0 : devices > 1 || random.nextBoolean() ? 1000 : 100 * (1 + random.nextInt(9));
            Set<String> models = devices > 0 && random.nextInt(4) == 0 ? Set.of("T4", "G2") : Set.of();
            result.add(new Shape(1_000 * (1 + random.nextInt(16)), 4_000L * (1 + random.nextInt(8)), devices, milli,
                    models));
        }
        return result;
    }

    private static Scoring policy(String name, List<Shape> shapes) {
        var workload = Workload.of(shapes);
        return switch (name) {
            case "best fit" -> BestFit.published();
            case "spread" -> new Spread();
            case "fgd" -> new FragmentationGradient(workload);
            default -> new Foresight(workload, Map.of("P100", 0.2, "G2", 0.6, "T4", 0.2), 3);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"best fit", "spread", "fgd", "foresight"})
    void aRememberedScoreIsTheScoreThatWouldBeComputedNow(String name) {
        var random = new Random(11);
        var shapes = shapes(random);
        var policy = policy(name, shapes);
        var fresh = policy(name, shapes);
        var start = new ArrayList<Room>();
        for (int i = 0; i < 24; i++) {
            start.add(CLASSES.get(random.nextInt(CLASSES.size())).empty());
        }
        var rooms = new Rooms(policy, new Rooms.Ties.Fixed(), start);
        int placed = 0;
        for (int step = 0; step < 400; step++) {
            var shape = shapes.get(random.nextInt(shapes.size()));
            var choice = rooms.choose(shape);
            double best = Double.NEGATIVE_INFINITY;
            for (int node = 0; node < start.size(); node++) {
                var room = rooms.room(node);
                best = room.fits(shape) ? Math.max(best, fresh.score(shape, room).value()) : best;
            }
            assertThat(choice.map(Rooms.Choice::score).orElse(Double.NEGATIVE_INFINITY)).isEqualTo(best);
            if (choice.isPresent()) {
                rooms.take(shape, choice.get());
                placed++;
            }
            if (random.nextInt(10) == 0) {
                int node = random.nextInt(start.size());
                rooms.set(node, start.get(node));
            }
        }
        assertThat(placed).isGreaterThan(100);
    }

    @Test
    void nothingIsEverTakenTwice() {
        var random = new Random(5);
        var shapes = shapes(random);
        var rooms = new Rooms(new Lots(random), new Rooms.Ties.Fixed(),
                CLASSES.stream().map(NodeClass::empty).toList());
        for (int step = 0; step < 300; step++) {
            var shape = shapes.get(random.nextInt(shapes.size()));
            rooms.choose(shape).ifPresent(choice -> rooms.take(shape, choice));
        }
        for (int node = 0; node < CLASSES.size(); node++) {
            var room = rooms.room(node);
            assertThat(room.cpuMilli()).isNotNegative();
            assertThat(room.memoryMib()).isNotNegative();
            for (int device = 0; device < room.devices(); device++) {
                assertThat(room.free(device)).isNotNegative();
            }
        }
    }

    @Test
    void equalNodesAreTakenInOrderOrAtRandomAsTold() {
        var equals = List.of(CLASSES.get(0).empty(), CLASSES.get(0).empty(), CLASSES.get(0).empty());
        var shape = new Shape(1_000, 0, 0, 0, Set.of());
        var fixed = new Rooms(BestFit.published(), new Rooms.Ties.Fixed(), equals);
        var drawn = new Rooms(BestFit.published(), new Rooms.Ties.Random(new Random(1)), equals);
        var seen = new boolean[3];
        for (int i = 0; i < 50; i++) {
            assertThat(fixed.choose(shape).orElseThrow().node()).isZero();
            seen[drawn.choose(shape).orElseThrow().node()] = true;
        }
        assertThat(seen).containsOnly(true);
    }

    @Test
    void whatFitsNowhereIsNotPlaced() {
        var rooms = new Rooms(new Spread(), new Rooms.Ties.Fixed(), List.of(CLASSES.get(3).empty()));
        assertThat(rooms.choose(new Shape(1_000, 0, 1, 1000, Set.of()))).isEmpty();
        assertThat(rooms.choose(new Shape(65_000, 0, 0, 0, Set.of()))).isEmpty();
    }
}
