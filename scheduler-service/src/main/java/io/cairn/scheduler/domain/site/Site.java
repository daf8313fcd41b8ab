package io.cairn.scheduler.domain.site;

import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Siting;
import java.util.Map;
import java.util.Optional;

/**
 * A place with nodes of its own: those whose label {@link Node#SITE} has its name.
 *
 * @param cost of running a machine there, in any unit, the same for all
 * @param latencyMs to populations of users; one that is not named is out of reach
 */
public record Site(String name, State state, long cost, Map<String, Integer> latencyMs) {

    /** What its operators say of it. */
    public enum State {
        /** It takes machines. */
        OPEN,
        /** It takes nothing new; what runs there runs on. */
        CLOSED,
        /** Nothing runs there any more. */
        LOST
    }

    public Site {
        latencyMs = Map.copyOf(latencyMs);
    }

    public boolean open() {
        return state == State.OPEN;
    }

    /** Why it will not do, in words that follow its name; empty if it will. */
    Optional<String> objection(Siting.Wish wish) {
        return switch (state) {
            case CLOSED -> Optional.of("is closed");
            case LOST -> Optional.of("is lost");
            case OPEN -> !wish.names().isEmpty() && !wish.names().contains(name)
                    ? Optional.of("is not one of those that were named")
                    : wish.populations().stream().sorted().flatMap(of -> tooFar(of, wish).stream()).findFirst();
        };
    }

    private Optional<String> tooFar(String population, Siting.Wish wish) {
        var latency = latencyMs.get(population);
        if (latency == null) {
            return Optional.of("has no known latency to " + population);
        }
        return latency <= wish.latencyMs() ? Optional.empty()
                : Optional.of("is %d ms from %s, more than %d ms".formatted(latency, population, wish.latencyMs()));
    }

    /** Latency to whom it is farthest from; empty if that of one of them is not known. */
    Optional<Integer> farthest(Siting.Wish wish) {
        if (!latencyMs.keySet().containsAll(wish.populations())) {
            return Optional.empty();
        }
        return wish.populations().isEmpty() ? Optional.of(0)
                : wish.populations()
                        .stream()
                        .map(population -> latencyMs.getOrDefault(population, 0))
                        .reduce(Math::max);
    }
}
