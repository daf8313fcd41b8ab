package io.cairn.scheduler.domain.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The policies that an operator can choose for a pool of nodes. */
public enum PolicyName {
    /** {@link Foresight}. */
    DEFAULT,
    /** {@link BestFit}. */
    BESTFIT,
    /** {@link Spread}. */
    SPREAD,
    /** {@link FragmentationGradient}. */
    FGD;

    /** The luck in the futures of {@link Foresight}: any number would do, all schedulers have the same. */
    private static final long SEED = 1;

    /**
     * @param text as operators write it
     * @throws IllegalArgumentException for what is none; it says which there are
     */
    public static PolicyName of(String text) {
        for (var name : values()) {
            if (name.text().equals(text)) {
                return name;
            }
        }
        throw new IllegalArgumentException("\"%s\" is no placement policy; there are %s".formatted(text,
                Arrays.stream(values()).map(PolicyName::text).collect(Collectors.joining(", "))));
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    Scoring scoring(Workload expected, Map<String, Double> capacity, NodeClass largest) {
        return switch (this) {
            case DEFAULT -> new Foresight(expected, capacity, SEED);
            case BESTFIT -> BestFit.balanced(largest);
            case SPREAD -> new Spread();
            case FGD -> new FragmentationGradient(expected);
        };
    }
}
