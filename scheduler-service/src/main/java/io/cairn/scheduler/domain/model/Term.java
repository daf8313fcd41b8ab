package io.cairn.scheduler.domain.model;

import java.util.Map;

/** What a machine asks of its neighbours: machines of the same owner with all of the labels in {@code match}. */
public sealed interface Term {
    int REQUIRED = 0;
    int MOST_WEIGHT = 100;

    /** Label of nodes that names their domain. */
    String key();

    Map<String, String> match();

    /** {@link #REQUIRED}, or how much a wish counts, up to {@link #MOST_WEIGHT}. */
    int weight();

    default boolean required() {
        return weight() == REQUIRED;
    }

    /** In a domain where one of them is; the first of a group that matches itself may go anywhere. */
    record Affinity(String key, Map<String, String> match, int weight) implements Term {
        public Affinity {
            match = checked(match, weight);
        }
    }

    /** In a domain where none of them is. If required, they are kept away from where it is, too. */
    record AntiAffinity(String key, Map<String, String> match, int weight) implements Term {
        public AntiAffinity {
            match = checked(match, weight);
        }
    }

    /** No domain may have more than maxSkew more of them than the one with the fewest. */
    record Spread(String key, Map<String, String> match, int maxSkew, int weight) implements Term {
        public Spread {
            match = checked(match, weight);
            if (maxSkew < 1) {
                throw new IllegalArgumentException("maxSkew is at least 1, not " + maxSkew);
            }
        }
    }

    /** At most so many of them in a domain, this one included. */
    record AtMost(String key, Map<String, String> match, int count) implements Term {
        public AtMost {
            match = checked(match, REQUIRED);
            if (count < 1) {
                throw new IllegalArgumentException("At least one machine must be allowed in a domain, not " + count);
            }
        }

        @Override
        public int weight() {
            return REQUIRED;
        }
    }

    private static Map<String, String> checked(Map<String, String> match, int weight) {
        if (weight < REQUIRED || weight > MOST_WEIGHT) {
            throw new IllegalArgumentException("A weight is 1 to %d, or 0 for required, not %d".formatted(MOST_WEIGHT,
                    weight));
        }
        return Map.copyOf(match);
    }
}
