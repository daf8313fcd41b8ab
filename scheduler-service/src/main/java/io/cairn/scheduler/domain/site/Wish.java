package io.cairn.scheduler.domain.site;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * Where a machine should be.
 *
 * @param populations of users that it serves; none if it may be anywhere
 * @param latencyMs that none of them may exceed
 */
public record Wish(Set<String> populations, int latencyMs) {
    public static final Wish ANYWHERE_CHEAPEST = new Wish(Set.of(), Integer.MAX_VALUE);

    public Wish {
        populations = Set.copyOf(populations);
        if (latencyMs < 0) {
            throw new IllegalArgumentException("A latency is 0 ms or more, not %d".formatted(latencyMs));
        }
    }

    /** Why a site will not do; empty if it will. */
    Optional<String> objection(Site site) {
        if (!site.open()) {
            return Optional.of("takes no machines");
        }
        return populations.stream().sorted().flatMap(population -> {
            var latency = site.latencyMs().get(population);
            if (latency == null) {
                return Optional.of("has no known latency to " + population).stream();
            }
            return latency <= latencyMs ? Optional.<String>empty().stream()
                    : Optional.of("is %d ms from %s, more than %d ms".formatted(latency, population, latencyMs))
                            .stream();
        }).findFirst();
    }

    /** The cheapest first, then the one nearest to whom is farthest from it. */
    Comparator<Site> order() {
        return Comparator.comparingLong(Site::cost)
                .thenComparing(this::farthest)
                .thenComparing(Site::name);
    }

    private int farthest(Site site) {
        return populations.stream()
                .mapToInt(population -> site.latencyMs().getOrDefault(population, 0))
                .max()
                .orElse(0);
    }
}
