package io.cairn.scheduler.domain.model;

import java.util.Set;

/** At which sites a machine may be. */
public sealed interface Siting {
    Siting ANYWHERE = new Anywhere();
    Wish CHEAPEST = new Wish(Set.of(), Set.of(), Wish.NO_BOUND);

    /** It does not matter, and no site is better than another. */
    record Anywhere() implements Siting {}

    /**
     * At the cheapest site that is near enough to whom it serves.
     *
     * @param names of the sites that will do; none for all
     * @param populations of users that it serves; none if it does not matter how far it is
     * @param latencyMs that none of them may exceed
     */
    record Wish(Set<String> names, Set<String> populations, int latencyMs) implements Siting {
        public static final int NO_BOUND = Integer.MAX_VALUE;
        /** Of names, and of populations. */
        public static final int MOST = 16;

        public Wish {
            names = Set.copyOf(names);
            populations = Set.copyOf(populations);
            if (latencyMs < 0) {
                throw new IllegalArgumentException("A latency is 0 ms or more, not %d".formatted(latencyMs));
            }
            if (names.size() > MOST || populations.size() > MOST) {
                throw new IllegalArgumentException("At most %d sites and %d populations can be named, not %d and %d"
                        .formatted(MOST, MOST, names.size(), populations.size()));
            }
        }
    }

    /**
     * At one of these and nowhere else: what a wish came to.
     *
     * @param among sites that would do, too: a spread counts their domains
     */
    record At(Set<String> sites, Set<String> among) implements Siting {
        public At {
            sites = Set.copyOf(sites);
            among = Set.copyOf(among);
        }
    }
}
