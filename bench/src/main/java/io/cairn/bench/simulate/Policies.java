package io.cairn.bench.simulate;

import io.cairn.scheduler.domain.engine.Fullest;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.policy.Foresight;
import io.cairn.scheduler.domain.policy.FragmentationGradient;
import io.cairn.scheduler.domain.policy.ScoringPolicy;
import io.cairn.scheduler.domain.policy.Shape;
import io.cairn.scheduler.domain.policy.Spread;
import io.cairn.scheduler.domain.policy.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The policies of the scheduler by name. Those that want to know what is asked for see what a fleet's demand draws. */
final class Policies {
    static final List<String> NAMES = List.of("firstfit", "spread", "bestfit", "fgd", "default");
    private static final int DRAWS = 5000;
    /** Of the lessons: never the seed of a run. */
    private static final long LESSONS = 0x5EED;

    private Policies() {}

    static Policy of(String name, List<Node> fleet, long seed) {
        return switch (name) {
            case "firstfit" -> new FirstFit();
            case "spread" -> new ScoringPolicy(name, new Spread());
            case "bestfit" -> new Fullest();
            case "fgd" -> new ScoringPolicy(name, new FragmentationGradient(workload(fleet)));
            case "default" -> new ScoringPolicy(name, new Foresight(workload(fleet), models(fleet), seed));
            default -> throw new IllegalArgumentException("No policy " + name + "; there are " + NAMES + " and all");
        };
    }

    private static Workload workload(List<Node> fleet) {
        var demand = Demand.of(fleet, LESSONS);
        var shapes = new ArrayList<Shape>();
        for (int i = 0; i < DRAWS; i++) {
            shapes.add(shape(demand.next().request()));
        }
        return Workload.of(shapes);
    }

    private static Shape shape(Request request) {
        var asked = request.resources();
        int gpus = request.devices().stream().mapToInt(ask -> ask.choices().getFirst().count()).sum();
        Set<String> models = request.devices()
                .stream()
                .flatMap(ask -> ask.choices().stream())
                .map(DeviceAsk.Choice::model)
                .filter(model -> !model.isEmpty())
                .collect(Collectors.toSet());
        return new Shape(asked.cpuMilli(), asked.memoryMib(), gpus, gpus == 0 ? 0 : 1000, models);
    }

    private static Map<String, Double> models(List<Node> fleet) {
        long all = fleet.stream().mapToLong(node -> node.devices().size()).sum();
        return fleet.stream()
                .flatMap(node -> node.devices().stream())
                .collect(Collectors.groupingBy(device -> device.model(),
                        Collectors.collectingAndThen(Collectors.counting(), count -> (double) count / all)));
    }

    /** The first node in order of names. */
    private record FirstFit() implements Policy {
        @Override
        public String name() {
            return "firstfit";
        }

        @Override
        public int score(Request request, NodeView node) {
            return 0;
        }
    }
}
