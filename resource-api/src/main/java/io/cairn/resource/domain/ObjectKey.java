package io.cairn.resource.domain;

/**
 * Names one object of a kind.
 *
 * @param organisation the organisation, or the empty string for a cluster-scoped object
 * @param namespace the project, or the empty string for a cluster-scoped object
 * @param name DNS-1123 name, unique in the namespace
 */
public record ObjectKey(String organisation, String namespace, String name) {

    public static ObjectKey cluster(String name) {
        return new ObjectKey("", "", name);
    }

    /** {@code namespace/name}, or the bare name of a cluster-scoped object: for messages and logs. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
