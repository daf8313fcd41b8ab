package io.cairn.scheduler.domain.queue;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What becomes free on some nodes, kept for those who waited too long, while everybody else is placed elsewhere. Without
 * it those who need much never see it: those who need little take it piece by piece.
 *
 * <p>The first of them chooses first, so that it waits for nobody behind it; whoever comes behind gives way. Nobody
 * earmarks a node that could not take it if it were empty, nor what others have earmarked; a gang earmarks a place for
 * each member or none. What is kept stands in the view as claims of machines that do not exist. For one thread at a time.
 */
public final class Earmarks {
    /** Of machines and gangs that have one at a time: more would keep more idle than they gain. */
    public static final int MOST = 8;
    /** Of machines in all of them: what becomes free is looked at again for each, whenever something does. */
    private static final int MOST_PLACES = 512;
    /** Of different requests for which a look at the whole fleet is taken when things are settled. */
    private static final int MOST_LOOKS = 32;
    /** Of nodes in all these looks, as long as one look for each owner is left: everybody waits meanwhile. */
    private static final int MOST_NODES = 500_000;
    private static final String PREFIX = "earmark/";

    private final ClusterView view;
    private final Map<String, Held> held = new LinkedHashMap<>();
    /** Owners whose earmarks do not stand in the view just now. */
    private final Set<String> aside = new HashSet<>();

    /**
     * @param owner a machine, or a gang, that waited too long
     * @param nodes for its members in their order, if somebody else chooses for it; empty if they are to be chosen
     */
    public record Wish(String owner, int priority, List<Request> members, List<String> nodes) {
        public Wish {
            members = List.copyOf(members);
            nodes = List.copyOf(nodes);
            if (!nodes.isEmpty() && nodes.size() != members.size()) {
                throw new IllegalArgumentException("%s has %d members and %d nodes".formatted(owner, members.size(),
                        nodes.size()));
            }
        }

        /** Whose nodes are to be chosen. */
        public Wish(String owner, int priority, List<Request> members) {
            this(owner, priority, members, List.of());
        }

        /** Whether room is all that it may lack. */
        boolean plain() {
            return members.stream().allMatch(Lack::plain);
        }
    }

    /** @param places in the order of the members */
    private record Held(Wish wish, List<Place> places) {
        Set<String> nodes() {
            return places.stream().map(Place::node).collect(Collectors.toSet());
        }
    }

    private record Place(String machine, String node, Request member) {}

    public Earmarks(ClusterView view) {
        this.view = view;
    }

    /**
     * To be called when something became free and before anybody is placed: what was earmarked is given up, and the first
     * {@link #MOST} earmark anew, each what lacks least now, of equal nodes what they had before.
     *
     * @param wishes of those who waited too long, in the order in which they are to be served
     */
    public void settle(List<Wish> wishes) {
        if (wishes.isEmpty() && held.isEmpty()) {
            return;
        }
        var before = Map.copyOf(held);
        held.values().forEach(this::release);
        held.clear();
        var planned = new Planned();
        var looks = Math.clamp(MOST_NODES / Math.max(1, view.size()), MOST, MOST_LOOKS);
        for (var wish : wishes) {
            if (held.size() == MOST) {
                break;
            }
            if (places() + wish.members().size() > MOST_PLACES) {
                continue;
            }
            var shapes = (int) wish.members().stream().distinct().count();
            if (!wish.nodes().isEmpty()) {
                keep(wish, planned);
            } else if (shapes <= looks && wish.plain()) {
                var had = before.get(wish.owner());
                looks -= shapes;
                earmark(wish, had == null ? Set.of() : had.nodes(), planned);
            }
        }
    }

    private int places() {
        return held.values().stream().mapToInt(one -> one.places().size()).sum();
    }

    private void earmark(Wish wish, Set<String> had, Planned planned) {
        var places = new TreeMap<Integer, Place>();
        var alike = IntStream.range(0, wish.members().size())
                .boxed()
                .collect(Collectors.groupingBy(wish.members()::get, LinkedHashMap::new, Collectors.toList()));
        for (var some : alike.entrySet()) {
            var candidates = new Candidates(view, some.getKey(), had, planned);
            for (var number : some.getValue()) {
                var best = candidates.next();
                if (best.isEmpty()) {
                    places.descendingMap().values().forEach(place -> {
                        view.release(place.machine());
                        planned.forget(place.node(), place.member());
                    });
                    return;
                }
                places.put(number, place(wish, number, best.get(), planned));
                candidates.again(best.get());
            }
        }
        held.put(wish.owner(), new Held(wish, List.copyOf(places.values())));
    }

    /** Where somebody else has chosen, as far as those before it leave it. */
    private void keep(Wish wish, Planned planned) {
        var places = new ArrayList<Place>();
        for (var i = 0; i < wish.members().size(); i++) {
            var node = view.node(wish.nodes().get(i));
            if (node.isPresent()) {
                places.add(place(wish, i, node.get(), planned));
            }
        }
        held.put(wish.owner(), new Held(wish, List.copyOf(places)));
    }

    private Place place(Wish wish, int number, NodeView node, Planned planned) {
        var place = new Place(PREFIX + wish.owner() + "/" + number, node.node().name(), wish.members().get(number));
        keep(place, node, wish.priority());
        planned.add(place.node(), place.member());
        return place;
    }

    private void keep(Place place, NodeView node, int priority) {
        view.claim(Lack.free(place.machine(), place.member(), node, priority));
    }

    /** Between two times at which things are settled: those who have a node keep what became free there, too. */
    public void grow() {
        List.copyOf(held.values()).forEach(this::release);
        held.values().forEach(this::keepAgain);
    }

    /**
     * Places somebody: in what is earmarked for it, or elsewhere. Those who come before others may have what is earmarked
     * for lower priorities, too, if there is nothing else; who got it finds another one when things are settled next.
     *
     * @param placed whether the attempt came to a place
     */
    public <A> A attempt(String owner, int priority, Supplier<A> attempt, Predicate<A> placed) {
        var own = Optional.ofNullable(held.get(owner));
        own.ifPresent(this::release);
        aside.add(owner);
        var done = false;
        try {
            var outcome = attempt.get();
            if (!placed.test(outcome) && held.values().stream().anyMatch(one -> one.wish().priority() < priority)) {
                outcome = aside(one -> one.priority() < priority, attempt);
            }
            done = placed.test(outcome);
            return outcome;
        } finally {
            aside.remove(owner);
            if (done) {
                held.remove(owner);
            } else {
                own.ifPresent(this::keepAgain);
            }
        }
    }

    /** Looks at what there is for somebody: with its own earmark, and with what is earmarked for lower priorities. */
    public <A> A look(String owner, int priority, Supplier<A> look) {
        return aside(one -> one.owner().equals(owner) || one.priority() < priority, look);
    }

    /** Looks at what there would be without any earmark. */
    public <A> A lookAtAll(Supplier<A> look) {
        return aside(_ -> true, look);
    }

    private <A> A aside(Predicate<Wish> whose, Supplier<A> look) {
        var away = held.values()
                .stream()
                .filter(one -> whose.test(one.wish()) && aside.add(one.wish().owner()))
                .toList();
        away.forEach(this::release);
        try {
            return look.get();
        } finally {
            away.forEach(one -> aside.remove(one.wish().owner()));
            away.forEach(this::keepAgain);
        }
    }

    /** What is left of it. */
    private void keepAgain(Held one) {
        one.places()
                .forEach(place -> view.node(place.node()).ifPresent(node -> keep(place, node, one.wish().priority())));
    }

    private void release(Held one) {
        one.places().forEach(place -> view.release(place.machine()));
    }

    /** Who has an earmark on which nodes, in the order in which they were served. */
    public Map<String, List<String>> nodes() {
        var nodes = new LinkedHashMap<String, List<String>>();
        held.forEach((owner, one) -> nodes.put(owner, one.places().stream().map(Place::node).toList()));
        return nodes;
    }
}
