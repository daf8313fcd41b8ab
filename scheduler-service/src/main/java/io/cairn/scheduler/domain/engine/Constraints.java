package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.engine.Constraint.Words;
import io.cairn.scheduler.domain.model.Node;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Term;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Makes constraints of terms. */
final class Constraints {
    private Constraints() {}

    /** The request's own, and those of machines that keep it away. */
    static List<Constraint> of(Request request, Profile profile, Neighbours neighbours) {
        var constraints = new ArrayList<Constraint>();
        for (var term : request.terms()) {
            constraints.add(of(term, neighbours.counter(request.owner(), term), request.matches(term.match())));
        }
        // In an order that does not depend on who came first.
        var repelled = new ArrayList<>(profile.repelling);
        repelled.sort(Comparator.comparing(one -> one.of().key() + " " + new TreeMap<>(one.of().match())));
        for (var repelling : repelled) {
            var of = repelling.of();
            constraints.add(new Constraint.AtMost(() -> new Words("KeptAway",
                    "with a machine in the same %s that keeps it away".formatted(of.key()),
                    "Change the anti-affinity of that machine, or add a node elsewhere"), repelling.counter(), 0));
        }
        return List.copyOf(constraints);
    }

    private static Constraint of(Term term, Counter counter, boolean matchesItself) {
        return switch (term) {
            case Term.Affinity near when near.required() -> new Constraint.Together(words("Affinity",
                    "without a machine %s in the same %s", near, "Relax the affinity, or free room beside them"),
                    counter, matchesItself, near.key().equals(Node.HOST));
            case Term.Affinity near -> new Constraint.Preferred(words("PreferredAffinity", "", near, ""), counter,
                    near.weight());
            case Term.AntiAffinity away when away.required() -> new Constraint.AtMost(words("AntiAffinity",
                    "with a machine %s in the same %s", away, "Relax the anti-affinity, or add a node elsewhere"),
                    counter, 0);
            case Term.AntiAffinity away -> new Constraint.Preferred(words("PreferredAntiAffinity", "", away, ""),
                    counter, -away.weight());
            case Term.AtMost most -> new Constraint.AtMost(words("AtMost",
                    "with " + most.count() + " machines %s in the same %s", most,
                    "Allow more of them, or add a node elsewhere"), counter,
                    most.count() - 1);
            case Term.Spread spread -> new Constraint.Even(words("Spread",
                    "where machines %s would be spread too unevenly over %s", spread,
                    "Allow a larger maxSkew, or free room where there are fewer of them"), counter, spread,
                    matchesItself);
        };
    }

    private static Supplier<Words> words(String filter, String removed, Term term, String next) {
        return () -> new Words(filter, removed.isEmpty() ? "" : removed.formatted(term.match(), term.key()), next);
    }
}
