package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.engine.Decision.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Why the best node won, for people. It names nodes and amounts, and no machine of anybody. */
final class Why {
    static final String PREFERENCES = "preferences";
    static final String ROOM = "domainRoom";
    static final String TAINTS = "taints";
    static final String CHOICE = "choice";
    /** Differences below this are not shown. */
    private static final double LEAST = 0.0005;
    private static final Set<String> NOT_OF_THE_POLICY = Set.of(PREFERENCES, ROOM, TAINTS, CHOICE);

    private Why() {}

    /** @param top with the best first, at least one */
    static String of(Policy policy, NodeView winner, List<Scored> top, boolean earlierChoice) {
        var first = top.getFirst();
        if (top.size() < 2) {
            return "Node %s is the only one that fits".formatted(first.node());
        }
        var second = top.get(1);
        if (earlierChoice) {
            return "Node %s has an earlier choice of the devices than the next best, %s".formatted(first.node(),
                    second.node());
        }
        if (first.score() == second.score()) {
            return "Node %s is as good as %s for the policy %s and comes first by its name".formatted(first.node(),
                    second.node(), policy.at(winner).name());
        }
        return "Node %s wins: the policy %s prefers %s%s".formatted(first.node(), policy.at(winner).name(),
                policy.at(winner).prefers(), beside(first, second));
    }

    private static String beside(Scored first, Scored second) {
        var words = new ArrayList<String>();
        for (var part : names(first, second)) {
            double one = first.parts().getOrDefault(part, 0.0);
            double other = second.parts().getOrDefault(part, 0.0);
            if (Math.abs(one - other) >= LEAST) {
                words.add("%s %s (%s: %s)".formatted(words(part), number(one), second.node(), number(other)));
            }
        }
        return words.isEmpty() ? "" : "; " + String.join(", ", words);
    }

    /** What the policy says first, then what speaks for or against besides. */
    private static List<String> names(Scored first, Scored second) {
        var all = new TreeSet<>(first.parts().keySet());
        all.addAll(second.parts().keySet());
        var names = new ArrayList<>(all);
        names.sort((one, other) -> Boolean.compare(NOT_OF_THE_POLICY.contains(one), NOT_OF_THE_POLICY.contains(other)));
        return names;
    }

    private static String words(String part) {
        return part.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
