package io.cairn.scheduler;

import io.cairn.scheduler.domain.policy.PolicyName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which policy places machines.
 *
 * @param policy of nodes in no pool, and of pools that are not named here
 * @param pools policies by the value of the nodes' label cairn.io/pool
 * @param patience after which what becomes free is kept for machines that wait, up to 7 days; zero if it never is
 */
@ConfigurationProperties("cairn.placement")
record PlacementSettings(@DefaultValue("default") String policy, @DefaultValue Map<String, String> pools,
        @DefaultValue("10m") Duration patience) {
    private static final Duration LONGEST = Duration.ofDays(7);

    /** @throws IllegalArgumentException if there is no such policy or patience; it names the property */
    PlacementSettings {
        pools = Map.copyOf(pools);
        name("cairn.placement.policy", policy);
        pools.forEach((pool, text) -> name("cairn.placement.pools." + pool, text));
        if (patience.isNegative() || patience.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "cairn.placement.patience: %s is not between 0s and 7d; try 10m".formatted(patience));
        }
    }

    private static PolicyName name(String property, String text) {
        try {
            return PolicyName.of(text);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(property + ": " + unknown.getMessage(), unknown);
        }
    }

    PolicyName others() {
        return PolicyName.of(policy);
    }

    Map<String, PolicyName> chosen() {
        var chosen = new HashMap<String, PolicyName>();
        pools.forEach((pool, text) -> chosen.put(pool, PolicyName.of(text)));
        return chosen;
    }
}
