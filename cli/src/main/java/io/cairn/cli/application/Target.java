package io.cairn.cli.application;

import io.cairn.cli.domain.ResourceType;

/**
 * One object, or with an empty name all objects of a type.
 *
 * @param namespace empty for a cluster-scoped type, or for all namespaces
 */
public record Target(ResourceType type, String namespace, String name) {

    public String path() {
        return name.isEmpty() ? type.path(namespace) : type.path(namespace, name);
    }

    /** {@code vm/web}, as commands take it. */
    public String ref() {
        return type.word() + "/" + name;
    }

    /** {@code virtualmachine.compute.cairn.io/web}, as results show it. */
    public String qualified() {
        return type.qualifiedSingular() + "/" + name;
    }
}
