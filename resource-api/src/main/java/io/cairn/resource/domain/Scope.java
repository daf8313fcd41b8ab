package io.cairn.resource.domain;

/** Where objects of a kind live. */
public enum Scope {
    /** In a namespace (project) of an organisation. */
    NAMESPACED,
    /** In an organisation, in no namespace: projects themselves, and what belongs to all of them. */
    ORGANISATION,
    /** In no namespace and no organisation: shared by all, written by operators. */
    CLUSTER
}
