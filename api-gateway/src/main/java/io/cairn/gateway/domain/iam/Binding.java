package io.cairn.gateway.domain.iam;

import java.util.List;

/**
 * A role given to subjects in a place.
 *
 * @param place how far it reaches
 * @param role name of a role of the organisation, or of a built-in one
 */
public record Binding(Place place, String role, List<Subject> subjects) {

    public Binding {
        subjects = List.copyOf(subjects);
    }
}
