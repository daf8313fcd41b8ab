package io.cairn.bench.simulate;

import io.cairn.scheduler.domain.engine.FirstFit;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.List;

/** The policies by which the scheduler serves, and first fit beside them. They learn from what they are asked. */
final class Policies {
    static final List<String> NAMES = List.of("firstfit", "spread", "bestfit", "fgd", "default");

    private Policies() {}

    static Policy of(String name) {
        return switch (name) {
            case "firstfit" -> new FirstFit();
            case "spread" -> Pools.all(PolicyName.SPREAD);
            case "bestfit" -> Pools.all(PolicyName.BESTFIT);
            case "fgd" -> Pools.all(PolicyName.FGD);
            case "default" -> Pools.all(PolicyName.DEFAULT);
            default -> throw new IllegalArgumentException("No policy " + name + "; there are " + NAMES + " and all");
        };
    }
}
