package io.cairn.scheduler.domain.defrag;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.NodeView;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Holds every required term of every machine against a move: those of the one that moves, and those of the ones that it
 * leaves and joins. The engine looks at the first kind only, as it places machines and does not take them away.
 */
final class Neighbourhoods {
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<Owner, Family> families = new HashMap<>();

    /** Machines that ask the same of their neighbours and of their nodes. */
    private record Kin(Map<String, String> labels, List<Term> terms, Rules rules) {
        private static Kin of(Request request) {
            return new Kin(request.labels(), request.terms().stream().filter(Term::required).toList(), request.rules());
        }
    }

    /** Machines of an owner with some labels, by domain of a topology key. */
    private record Asked(Map<String, String> match, String key) {}

    /** All machines of an owner. */
    private static final class Family {
        private final Map<Kin, Map<String, Integer>> standing = new HashMap<>();
        private final Map<Asked, Map<String, Integer>> counted = new HashMap<>();
        /** Places that have a node for the kin: only these count when machines are spread. */
        private final Map<Kin, Map<String, Set<String>>> eligible = new HashMap<>();
        private final List<Kin> demanding = new ArrayList<>();
    }

    /** @param view the fleet as it is: no node is closed for the sake of the plan */
    Neighbourhoods(ClusterView view, List<Claim> claims) {
        view.nodes().forEach(node -> nodes.put(node.node().name(), node.node()));
        for (var claim : claims) {
            var family = families.computeIfAbsent(claim.request().owner(), _ -> new Family());
            var kin = Kin.of(claim.request());
            if (!kin.terms().isEmpty() && !family.standing.containsKey(kin)) {
                family.demanding.add(kin);
                family.eligible.put(kin, eligible(view, claim.request()));
            }
            family.standing.computeIfAbsent(kin, _ -> new HashMap<>()).merge(claim.node(), 1, Integer::sum);
        }
        families.values().forEach(this::count);
    }

    private static Map<String, Set<String>> eligible(ClusterView view, Request request) {
        var spread = request.terms().stream().filter(term -> term instanceof Term.Spread && term.required()).toList();
        Map<String, Set<String>> places = new HashMap<>();
        spread.forEach(term -> places.put(term.key(), new HashSet<>()));
        if (!places.isEmpty()) {
            Predicate<NodeView> could = view.eligible(request);
            view.nodes().forEach(node -> places.forEach((key, of) -> {
                if (!node.node().place(key).isEmpty() && could.test(node)) {
                    of.add(node.node().place(key));
                }
            }));
        }
        return places;
    }

    private void count(Family family) {
        family.demanding.forEach(
                kin -> kin.terms().forEach(term -> count(family, new Asked(term.match(), term.key()))));
    }

    private void count(Family family, Asked asked) {
        if (family.counted.containsKey(asked)) {
            return;
        }
        var by = new HashMap<String, Integer>();
        family.standing.forEach((kin, at) -> {
            if (matches(kin, asked.match())) {
                at.forEach((node, machines) -> add(by, place(node, asked.key()), machines));
            }
        });
        family.counted.put(asked, by);
    }

    private static boolean matches(Kin kin, Map<String, String> match) {
        return kin.labels().entrySet().containsAll(match.entrySet());
    }

    private static void add(Map<String, Integer> by, String place, int more) {
        if (!place.isEmpty() && by.merge(place, more, Integer::sum) == 0) {
            by.remove(place);
        }
    }

    private String place(String node, String key) {
        var known = nodes.get(node);
        return known == null ? "" : known.place(key);
    }

    /** Whether terms make it matter where the machine is. */
    boolean minds(Request request) {
        var family = families.get(request.owner());
        if (family == null || family.demanding.isEmpty()) {
            return false;
        }
        var self = Kin.of(request);
        return family.demanding.stream()
                .anyMatch(kin -> kin.equals(self)
                        || kin.terms().stream().anyMatch(term -> request.matches(term.match())));
    }

    /** Takes in a move; a look that says whether it may be is {@link #allows}. */
    void move(Request request, String from, String to) {
        var family = families.get(request.owner());
        if (family == null) {
            throw new IllegalStateException("No machine of %s stands anywhere".formatted(request.owner()));
        }
        var kin = Kin.of(request);
        var at = family.standing.computeIfAbsent(kin, _ -> new HashMap<>());
        add(at, from, -1);
        add(at, to, 1);
        family.counted.forEach((asked, by) -> {
            if (matches(kin, asked.match())) {
                add(by, place(from, asked.key()), -1);
                add(by, place(to, asked.key()), 1);
            }
        });
    }

    /** Whether a machine may move: its own required terms hold then, and none is broken that held before. */
    boolean allows(Request request, String from, String to) {
        if (!minds(request)) {
            return true;
        }
        move(request, from, to);
        try {
            var family = families.getOrDefault(request.owner(), new Family());
            var self = Kin.of(request);
            return family.demanding.stream()
                    .allMatch(kin -> kin.terms().stream().allMatch(term -> {
                        var concerned = kin.equals(self) || request.matches(term.match());
                        return !concerned || holds(new Look(family, kin, term, self), place(from, term.key()),
                                place(to, term.key()));
                    }));
        } finally {
            move(request, to, from);
        }
    }

    /** A term of some kin, once the machine has moved. */
    private record Look(Family family, Kin kin, Term term, Kin mover) {
        private int in(String place) {
            return family.counted.getOrDefault(new Asked(term.match(), term.key()), Map.of()).getOrDefault(place, 0);
        }

        private int before(String place, String left, String entered) {
            return in(place) + (!counts(mover) || left.equals(entered) ? 0
                    : place.equals(left) ? 1 : place.equals(entered) ? -1 : 0);
        }

        private int total() {
            return family.counted.getOrDefault(new Asked(term.match(), term.key()), Map.of())
                    .values()
                    .stream()
                    .mapToInt(machines -> machines)
                    .sum();
        }

        private boolean counts(Kin one) {
            return matches(one, term.match());
        }
    }

    private boolean holds(Look look, String left, String entered) {
        if (left.equals(entered) && !look.kin().equals(look.mover())) {
            return true;
        }
        var stand = places(look);
        var joins = look.kin().equals(look.mover()) || stand.contains(entered);
        return switch (look.term()) {
            case Term.Affinity _ -> near(look, stand, left, entered);
            case Term.AntiAffinity _ -> entered.isEmpty() || !joins
                    || look.in(entered) <= (look.counts(look.kin()) ? 1 : 0);
            case Term.AtMost most -> entered.isEmpty() || !joins
                    || look.in(entered) + (look.counts(look.kin()) ? 0 : 1) <= most.count();
            case Term.Spread spread -> even(look, spread, stand, left, entered);
        };
    }

    /** Where machines of the kin are. */
    private Set<String> places(Look look) {
        var places = new HashSet<String>();
        look.family().standing
                .getOrDefault(look.kin(), Map.of())
                .keySet()
                .forEach(node -> places.add(place(node, look.term().key())));
        return places;
    }

    /** The one that moves comes to others, or there are none; and nobody is left alone by it. */
    private static boolean near(Look look, Set<String> stand, String left, String entered) {
        var itself = look.counts(look.kin()) ? 1 : 0;
        var moved = look.counts(look.mover()) ? 1 : 0;
        var total = look.total();
        var totalBefore = total + (left.isEmpty() ? 0 : moved) - (entered.isEmpty() ? 0 : moved);
        if (look.kin().equals(look.mover()) && (entered.isEmpty() || !company(look.in(entered), total, itself))) {
            return false;
        }
        return stand.stream()
                .filter(place -> !place.isEmpty())
                .allMatch(place -> company(look.in(place), total, itself)
                        || !company(look.before(place, left, entered), totalBefore, itself));
    }

    /** One that means itself may be alone as long as there are no others. */
    private static boolean company(int here, int all, int itself) {
        return here > itself || itself > 0 && all <= itself;
    }

    private static boolean even(Look look, Term.Spread spread, Set<String> stand, String left, String entered) {
        if (entered.isEmpty() && look.kin().equals(look.mover())) {
            return false;
        }
        var eligible = look.family().eligible.getOrDefault(look.kin(), Map.of()).getOrDefault(spread.key(), Set.of());
        ToIntFunction<String> before = place -> look.before(place, left, entered);
        var fewest = eligible.stream().mapToInt(look::in).min().orElse(0);
        var fewestBefore = eligible.stream().mapToInt(before).min().orElse(0);
        return stand.stream().filter(place -> !place.isEmpty()).allMatch(place -> {
            var skew = look.in(place) - fewest;
            return skew <= spread.maxSkew()
                    || !place.equals(entered) && skew <= before.applyAsInt(place) - fewestBefore;
        });
    }
}
