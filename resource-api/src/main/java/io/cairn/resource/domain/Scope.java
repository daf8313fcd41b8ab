package io.cairn.resource.domain;

/** Where objects of a kind live. */
public enum Scope {
    /** In a namespace (project) of an organisation. */
    NAMESPACED,
    /** In no namespace and no organisation: shared by all, written by operators. */
    CLUSTER
}
