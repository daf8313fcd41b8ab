package io.cairn.gateway.application;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests that may make something at a service, from before it was asked whether its project and organisation stand until
 * they are answered. Whoever empties a place that goes waits for those in it: what comes behind them is refused.
 */
public final class Underway {
    private final Map<Place, Integer> requests = new ConcurrentHashMap<>();

    /** @param namespace empty for what belongs to the organisation itself */
    private record Place(String organisation, String namespace) {}

    /** One request; closing it ends it. */
    @FunctionalInterface
    public interface Entry extends AutoCloseable {
        /** Of a request that makes nothing. */
        Entry NONE = () -> {};

        @Override
        void close();
    }

    /** A request begins. */
    public Entry enter(String organisation, String namespace) {
        var place = new Place(organisation, namespace);
        requests.merge(place, 1, Integer::sum);
        return () -> requests.computeIfPresent(place, (_, count) -> count > 1 ? count - 1 : null);
    }

    /** Whether there are requests that may make something there. */
    boolean in(Holdings.Where where) {
        return switch (where) {
            case Holdings.Where.Project(var organisation, var name, _) ->
                requests.containsKey(new Place(organisation, name));
            case Holdings.Where.Organisation(var organisation, _) ->
                requests.keySet().stream().anyMatch(place -> place.organisation().equals(organisation));
        };
    }

    /** Holdings that are not empty while something may be made there. */
    public Holdings guarding(Holdings holdings) {
        return where -> !in(where) && holdings.emptied(where);
    }
}
