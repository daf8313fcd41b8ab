package io.cairn.resource.adapter.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a request goes, read from its path alone.
 *
 * @param group API group, empty for core
 * @param plural resource asked for; empty for discovery of the version
 * @param name object asked for; empty for the collection
 * @param sub subresource asked for
 */
record Route(String group, String version, Optional<String> namespace, Optional<String> plural, Optional<String> name,
        Optional<String> sub) {

    /**
     * @param segments path without the leading {@code api} or {@code apis}, group included (empty for core)
     * @param namespacedPlural says whether a word is the plural of a namespaced kind, to tell
     *     {@code namespaces/a/events} from {@code namespaces/a/status}
     */
    static Optional<Route> parse(List<String> segments, Predicate<String> namespacedPlural) {
        if (segments.size() < 2 || segments.size() > 7) {
            return Optional.empty();
        }
        var rest = segments.subList(2, segments.size());
        var namespaced = rest.size() >= 3 && rest.get(0).equals("namespaces") && namespacedPlural.test(rest.get(2));
        var tail = namespaced ? rest.subList(2, rest.size()) : rest;
        if (tail.size() > 3) {
            return Optional.empty();
        }
        return Optional.of(new Route(segments.get(0), segments.get(1),
                namespaced ? Optional.of(rest.get(1)) : Optional.empty(), at(tail, 0), at(tail, 1), at(tail, 2)));
    }

    private static Optional<String> at(List<String> list, int index) {
        return index < list.size() ? Optional.of(list.get(index)) : Optional.empty();
    }
}
