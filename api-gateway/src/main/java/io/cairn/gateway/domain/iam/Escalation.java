package io.cairn.gateway.domain.iam;

import java.util.List;
import java.util.Optional;

/** Nobody gives away what they do not have. */
public final class Escalation {
    private Escalation() {}

    /**
     * The first rule that somebody may not hand out in a place; empty if they hold all of them there.
     *
     * @param held grants of whoever writes the role or binding
     */
    public static Optional<Rule> excess(List<Grant> held, Place place, List<Rule> wanted) {
        var there = held.stream().filter(grant -> includes(grant.place(), place)).toList();
        return wanted.stream()
                .filter(rule -> there.stream()
                        .flatMap(grant -> grant.rules().stream())
                        .noneMatch(mine -> mine.includes(rule)))
                .findFirst();
    }

    private static boolean includes(Place outer, Place inner) {
        return switch (outer) {
            case Place.Everywhere _ -> true;
            case Place.Organisation(var name) -> switch (inner) {
                case Place.Everywhere _ -> false;
                case Place.Organisation(var other) -> other.equals(name);
                case Place.Project(var other, _) -> other.equals(name);
            };
            case Place.Project project -> project.equals(inner);
        };
    }
}
