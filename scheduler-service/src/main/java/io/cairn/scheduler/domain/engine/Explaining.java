package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.engine.Decision.Count;
import io.cairn.scheduler.domain.engine.Decision.Explanation;
import io.cairn.scheduler.domain.engine.Decision.NoFit;
import io.cairn.scheduler.domain.engine.Decision.Scored;
import io.cairn.scheduler.domain.model.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Looks at every node for one request and says what became of each: for refusals, and for people who ask. */
final class Explaining {
    private static final int TOP = 5;

    private final Request request;
    private final Policy policy;
    private final List<Constraint> constraints;
    private final List<Count> counts = new ArrayList<>();
    private final Multiples multiples;
    private Optional<GroupRoom> room = Optional.empty();
    private String next = "";

    Explaining(Request request, Policy policy, List<Constraint> constraints) {
        this.request = request;
        this.policy = policy;
        this.constraints = constraints;
        this.multiples = new Multiples(request);
    }

    Explanation explain(Iterable<NodeState> fleet) {
        return explain(fleet, _ -> true);
    }

    Explanation explain(Iterable<NodeState> fleet, Predicate<NodeView> some) {
        List<NodeState> all = new ArrayList<>();
        fleet.forEach(all::add);
        settle(all);
        room = room(all);
        return sift(all.stream().filter(some).toList());
    }

    /** For the group that the machine is the first of, on all nodes that could have it. */
    private Optional<GroupRoom> room(List<NodeState> all) {
        var leading = GroupRoom.leading(constraints);
        if (leading.isEmpty()) {
            return Optional.empty();
        }
        var of = new GroupRoom(leading, Group.OPEN);
        var filters = Filters.of(request);
        var fitting = all.stream().filter(node -> fits(filters, node)).toList();
        fitting.forEach(node -> of.add(node.index, multiples.on(node)));
        fitting.forEach(node -> of.compare(node.index));
        return Optional.of(of);
    }

    private boolean fits(Filter[] filters, NodeState node) {
        return Arrays.stream(filters).allMatch(filter -> filter.fits().fits(request, node))
                && Tops.bonus(constraints, node.index) != Constraint.FORBIDDEN;
    }

    private Explanation sift(List<NodeState> among) {
        var left = among;
        for (var filter : Filters.of(request)) {
            left = filter(filter, left);
        }
        for (var constraint : constraints) {
            left = filter(constraint, left);
        }
        var ranked = ranked(left);
        var top = ranked.stream().map(this::scored).toList();
        return new Explanation(among.size(), left.size(), List.copyOf(counts), top, why(ranked, top));
    }

    /** Why it cannot go to this one node of a fleet; empty if it can. */
    Optional<NoFit> refuse(NodeState node, Iterable<NodeState> fleet, String because) {
        var all = new ArrayList<NodeState>();
        fleet.forEach(all::add);
        settle(all);
        var explanation = sift(List.of(node));
        return explanation.fitting() > 0 ? Optional.empty()
                : Optional.of(new NoFit("NodeHasNoRoom", "Node %s, %s: %s".formatted(
                        node.node().name(), because, words(explanation)), next, explanation));
    }

    /** Domains count only if there is a node that could take it. */
    private void settle(List<NodeState> nodes) {
        var lasting = new Fitting(request, policy, new Ties.ByName());
        for (var constraint : constraints) {
            for (var node : nodes) {
                if (lasting.eligible(node)) {
                    constraint.eligible(constraint.topology().domain(node.index), 1);
                }
            }
            constraint.catchUp(_ -> {});
        }
    }

    private List<NodeState> filter(Filter filter, List<NodeState> nodes) {
        var fits = nodes.stream().collect(Collectors.partitioningBy(node -> filter.fits().fits(request, node)));
        var gone = fits.getOrDefault(false, List.of());
        if (!gone.isEmpty()) {
            counts.add(new Count(filter.name(), gone.size(), filter.removed(), filter.detail().of(request, gone)));
            next = filter.next();
        }
        return fits.getOrDefault(true, List.of());
    }

    private List<NodeState> filter(Constraint constraint, List<NodeState> nodes) {
        var fits = nodes.stream()
                .collect(Collectors.partitioningBy(
                        node -> constraint.value(constraint.topology().domain(node.index)) != Constraint.FORBIDDEN));
        var gone = fits.getOrDefault(false, List.of()).size();
        if (gone > 0) {
            counts.add(new Count(constraint.words().filter(), gone, constraint.words().removed(), ""));
            next = constraint.words().next();
        }
        return fits.getOrDefault(true, List.of());
    }

    private record Ranked(NodeState node, int choice, int score) {}

    private List<Ranked> ranked(List<NodeState> fitting) {
        return fitting.stream()
                .map(node -> new Ranked(node, DevicePicker.choice(request, node, policy), score(node)))
                .sorted(Comparator.comparingInt(Ranked::choice)
                        .thenComparing(Ranked::score, Comparator.reverseOrder())
                        .thenComparing(ranked -> ranked.node().node().name()))
                .limit(TOP)
                .toList();
    }

    private String why(List<Ranked> ranked, List<Scored> top) {
        return ranked.isEmpty() ? ""
                : Why.of(policy, ranked.getFirst().node(), top, ranked.size() > 1
                        && ranked.getFirst().choice() < ranked.get(1).choice());
    }

    private int score(NodeState node) {
        return policy.score(request, node) - Filters.reluctance(request, node) * 10 * Keys.POINT
                + Tops.bonus(constraints, node.index) + lead(node);
    }

    private int lead(NodeState node) {
        return room.map(of -> of.bonus(node.index)).orElse(0);
    }

    private Scored scored(Ranked ranked) {
        var parts = new LinkedHashMap<String, Double>(policy.parts(request, ranked.node()));
        var bonus = Tops.bonus(constraints, ranked.node().index);
        if (bonus != 0) {
            parts.put(Why.PREFERENCES, (double) bonus / Policy.MAX);
        }
        room.ifPresent(of -> parts.put(Why.ROOM, of.share(ranked.node().index)));
        var reluctance = Filters.reluctance(request, ranked.node());
        if (reluctance > 0) {
            parts.put(Why.TAINTS, -reluctance * 10.0 * Keys.POINT / Policy.MAX);
        }
        if (ranked.choice() > 0) {
            parts.put(Why.CHOICE, (double) ranked.choice() + 1);
        }
        return new Scored(ranked.node().node().name(), (double) ranked.score() / Policy.MAX, Map.copyOf(parts));
    }

    NoFit refuse(Iterable<NodeState> fleet) {
        var explanation = explain(fleet);
        if (explanation.nodes() == 0) {
            return new NoFit("NoNodes", "There is no node yet",
                    "Enrol a node: its agent joins with a one-time token", explanation);
        }
        return new NoFit("NoNodeFits", "0 of %d %s: %s".formatted(explanation.nodes(),
                explanation.nodes() == 1 ? "node fits" : "nodes fit", counted(explanation)), next, explanation);
    }

    private static String counted(Explanation explanation) {
        return explanation.filters().stream().map(Explaining::words).collect(Collectors.joining(", "));
    }

    private static String words(Explanation explanation) {
        return explanation.filters()
                .stream()
                .map(count -> count.words() + (count.detail().isEmpty() ? "" : " (" + count.detail() + ")"))
                .collect(Collectors.joining(", "));
    }

    private static String words(Count count) {
        return count.removed() + " " + count.words()
                + (count.detail().isEmpty() ? "" : " (" + count.detail() + ")");
    }
}
