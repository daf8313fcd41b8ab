package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.site.Site;
import io.cairn.scheduler.domain.site.Sites;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The sites as operators have them, and which nodes are at them. One thread changes it, any may read. */
final class Places {
    private final Supplier<Sites> told;
    private final Map<String, String> places = new ConcurrentHashMap<>();
    private volatile Sites sites = Sites.NONE;

    /** @param told the sites as they are now */
    Places(Supplier<Sites> told) {
        this.told = told;
    }

    Sites sites() {
        return sites;
    }

    /** Takes in what operators say: if it is news, these nodes take machines from now on, or take none. */
    Optional<List<String>> look() {
        var before = sites;
        sites = told.get();
        return sites.equals(before) ? Optional.empty()
                : Optional.of(places.entrySet()
                        .stream()
                        .filter(place -> before.take(place.getValue()) != sites.take(place.getValue()))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /** Everything is read anew: what is known of nodes counts for other threads until {@link #keep}. */
    void begin() {
        sites = told.get();
    }

    /** Only these nodes are there. */
    void keep(Set<String> nodes) {
        places.keySet().retainAll(nodes);
    }

    void put(Node node) {
        places.put(node.name(), node.place(Node.SITE));
    }

    void remove(String node) {
        places.remove(node);
    }

    /** A node that knows whether its site takes machines. */
    Node sited(Node node) {
        return node.with(node.state().at(sites.take(node.place(Node.SITE))));
    }

    /** Site of a node; empty if it is at none. */
    String of(String node) {
        return places.getOrDefault(node, "");
    }

    /** Whether operators say that nothing runs at a node's site any more, as far as is known. */
    boolean lost(String node) {
        return sites.find(of(node)).filter(site -> site.state() == Site.State.LOST).isPresent();
    }
}
