package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.util.Map;

/** Each policy in a pool of its own. */
final class EveryPolicy {
    private EveryPolicy() {}

    static Pools pools() {
        return new Pools(Map.of("p0", PolicyName.DEFAULT, "p1", PolicyName.FGD, "p2", PolicyName.SPREAD),
                PolicyName.BESTFIT, _ -> {});
    }
}
