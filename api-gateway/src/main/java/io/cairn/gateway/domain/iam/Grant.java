package io.cairn.gateway.domain.iam;

import java.util.List;

/** What somebody may do in a place. */
public record Grant(Place place, String role, List<Rule> rules) {

    public Grant {
        rules = List.copyOf(rules);
    }

    public boolean covers(String verb, String group, String resource, String subresource) {
        return rules.stream().anyMatch(rule -> rule.covers(verb, group, resource, subresource));
    }

    /** Whether it reaches into an organisation at all. */
    public boolean touches(String organisation) {
        return switch (place) {
            case Place.Everywhere _ -> true;
            case Place.Organisation(var name) -> name.equals(organisation);
            case Place.Project(var of, _) -> of.equals(organisation);
        };
    }

    /** Whether it reaches a whole organisation. */
    public boolean reaches(String organisation) {
        return switch (place) {
            case Place.Everywhere _ -> true;
            case Place.Organisation(var name) -> name.equals(organisation);
            case Place.Project _ -> false;
        };
    }

    /** Whether it reaches a project. */
    public boolean reaches(String organisation, String project) {
        return reaches(organisation) || place.equals(new Place.Project(organisation, project));
    }

    public boolean everywhere() {
        return place instanceof Place.Everywhere;
    }
}
