package io.cairn.scheduler.domain.queue;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision.Chosen;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    /** Of nodes that have the room: whether they would take it is a look at the whole fleet. */
    private static final int MOST_TRIED = 64;
    private static final String PREFIX = "earmark/";

    private final ClusterView view;
    private final Map<String, Held> held = new LinkedHashMap<>();

    /** @param owner a machine, or a gang, that waited too long */
    public record Wish(String owner, int priority, List<Request> members) {
        public Wish {
            members = List.copyOf(members);
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
        for (var wish : wishes) {
            if (held.size() == MOST) {
                break;
            }
            if (wish.plain()) {
                var had = before.get(wish.owner());
                earmark(wish, had == null ? Set.of() : had.nodes(), planned);
            }
        }
    }

    private void earmark(Wish wish, Set<String> had, Planned planned) {
        var places = new ArrayList<Place>(wish.members().size());
        for (var member : wish.members()) {
            var best = best(member, had, planned);
            if (best == null) {
                places.reversed().forEach(place -> {
                    view.release(place.machine());
                    planned.forget(place.node(), place.member());
                });
                return;
            }
            var place = new Place(PREFIX + wish.owner() + "/" + places.size(), best.node().name(), member);
            keep(place, best, wish.priority());
            planned.add(place.node(), member);
            places.add(place);
        }
        held.put(wish.owner(), new Held(wish, List.copyOf(places)));
    }

    private @Nullable NodeView best(Request member, Set<String> had, Planned planned) {
        var eligible = view.eligible(member);
        NodeView best = null;
        var least = Double.MAX_VALUE;
        var tries = 0;
        for (var node : view.nodes()) {
            if (!eligible.test(node) || !planned.leaves(node, member)) {
                continue;
            }
            var lack = Lack.of(member, node);
            if (best != null && (lack > least || lack == least && !better(node, best, had))) {
                continue;
            }
            if (lack == 0 && (tries++ >= MOST_TRIED || !takes(node, member))) {
                // It has the room and is not for it all the same: room is not what it waits for there.
                continue;
            }
            best = node;
            least = lack;
        }
        return best;
    }

    private boolean takes(NodeView node, Request member) {
        return view.decideOn(node.node().name(), member) instanceof Chosen;
    }

    private static boolean better(NodeView node, NodeView than, Set<String> had) {
        var name = node.node().name();
        var other = than.node().name();
        return had.contains(name) == had.contains(other) ? name.compareTo(other) < 0 : had.contains(name);
    }

    private void keep(Place place, NodeView node, int priority) {
        view.claim(Lack.free(place.machine(), place.member(), node, priority));
    }

    /**
     * Places somebody: in what is earmarked for it, or elsewhere. Those who come before others may have what is earmarked
     * for lower priorities, too; who got it finds another one when things are settled next.
     *
     * @param placed whether the attempt came to a place
     */
    public <A> A attempt(String owner, int priority, Supplier<A> attempt, Predicate<A> placed) {
        var aside = held.values()
                .stream()
                .filter(one -> one.wish().owner().equals(owner) || one.wish().priority() < priority)
                .toList();
        aside.forEach(this::release);
        var outcome = attempt.get();
        if (placed.test(outcome)) {
            held.remove(owner);
        }
        aside.stream().filter(one -> held.containsKey(one.wish().owner())).forEach(this::keepAgain);
        return outcome;
    }

    /** What is left of it. */
    private void keepAgain(Held one) {
        one.places()
                .forEach(place -> view.node(place.node()).ifPresent(node -> keep(place, node, one.wish().priority())));
    }

    /** It waits no more. */
    public void withdraw(String owner) {
        var gone = held.remove(owner);
        if (gone != null) {
            release(gone);
        }
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
