package io.cairn.gateway.domain.iam;

/** How far a grant reaches. */
public sealed interface Place {
    /** Every organisation, and what belongs to none. */
    record Everywhere() implements Place {}

    /** One organisation with all its projects. */
    record Organisation(String name) implements Place {}

    /** One project. */
    record Project(String organisation, String name) implements Place {}
}
