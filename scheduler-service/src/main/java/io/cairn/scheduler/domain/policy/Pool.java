package io.cairn.scheduler.domain.policy;

import java.util.HashMap;
import java.util.Map;

/** The policy of one pool, with what it was taught last. */
final class Pool {
    /** A workload that differs by no more than this part from the one that is prepared for is no news. */
    private static final double NEWS = 0.05;

    final Demand demand;
    private final PolicyName name;
    private Map<String, Lesson.Taught> taught = Map.of();
    private ScoringPolicy policy;

    Pool(PolicyName name) {
        this(name, new Demand());
    }

    private Pool(PolicyName name, Demand demand) {
        this.name = name;
        this.demand = demand;
        this.policy = prepared();
    }

    /** The same demand, by another policy. */
    Pool by(PolicyName other) {
        return other == name ? this : new Pool(other, demand);
    }

    private ScoringPolicy prepared() {
        var scorings = new HashMap<String, Scoring>();
        var known = taught;
        return new ScoringPolicy(name.text(), deviceClass -> {
            var scoring = scorings.get(deviceClass);
            if (scoring == null) {
                var lesson = known.getOrDefault(deviceClass, Lesson.Taught.NOTHING);
                scoring = name.scoring(lesson.workload(), lesson.capacity(), lesson.largest());
                scorings.put(deviceClass, scoring);
            }
            return scoring;
        });
    }

    ScoringPolicy policy() {
        return policy;
    }

    PolicyName name() {
        return name;
    }

    /** That are prepared for, of the class of devices with the most. */
    int shapes() {
        return taught.values().stream().mapToInt(of -> of.workload().shares().size()).max().orElse(0);
    }

    /** @return whether nodes may score differently now */
    boolean teach(Lesson lesson) {
        var now = lesson.taught();
        if (!news(now)) {
            return false;
        }
        taught = now;
        policy = prepared();
        return true;
    }

    private boolean news(Map<String, Lesson.Taught> now) {
        if (!now.keySet().equals(taught.keySet())) {
            return true;
        }
        return now.entrySet().stream().anyMatch(entry -> {
            var before = taught.getOrDefault(entry.getKey(), Lesson.Taught.NOTHING);
            return news(before, entry.getValue());
        });
    }

    private boolean news(Lesson.Taught before, Lesson.Taught now) {
        return switch (name) {
            case SPREAD -> false;
            case BESTFIT -> !now.largest().equals(before.largest());
            case DEFAULT, FGD -> !now.capacity().equals(before.capacity())
                    || now.workload().distance(before.workload()) > NEWS;
        };
    }
}
