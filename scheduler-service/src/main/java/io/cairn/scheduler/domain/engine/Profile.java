package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Machines that are neighbours alike: of the same owner, with the same labels and terms. */
final class Profile {
    final Of of;
    final List<Placed> placed = new ArrayList<>(1);
    /** Counters that a machine of this profile changes. */
    final List<Counter> counters = new ArrayList<>(0);
    /** Terms of others that keep a machine of this profile away. */
    final List<Repelling> repelling = new ArrayList<>(0);

    record Of(Owner owner, Map<String, String> labels, List<Term> terms) {}

    record Repelling(Counter.Of of, Counter counter) {}

    Profile(Of of) {
        this.of = of;
    }

    /** Whether neighbours make no difference to it. */
    boolean indifferent() {
        return of.terms().isEmpty() && repelling.isEmpty();
    }

    boolean matches(Map<String, String> match) {
        return of.labels().entrySet().containsAll(match.entrySet());
    }

    void add(Placed one) {
        one.atLabels = placed.size();
        placed.add(one);
        for (var i = 0; i < counters.size(); i++) {
            counters.get(i).add(one.node.index, 1);
        }
    }

    void remove(Placed one) {
        var last = placed.removeLast();
        if (last != one) {
            placed.set(one.atLabels, last);
            last.atLabels = one.atLabels;
        }
        for (var i = 0; i < counters.size(); i++) {
            counters.get(i).add(one.node.index, -1);
        }
    }

    void feed(Counter counter) {
        counters.add(counter);
        placed.forEach(one -> counter.add(one.node.index, 1));
    }
}
