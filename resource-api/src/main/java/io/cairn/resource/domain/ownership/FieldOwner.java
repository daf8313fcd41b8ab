package io.cairn.resource.domain.ownership;

/**
 * One who writes fields.
 *
 * @param manager name that the writer gave itself
 * @param subresource {@code status}, or the empty string for the object itself
 */
public record FieldOwner(String manager, Operation operation, String apiVersion, String subresource) {

    /** How the fields came to be owned. */
    public enum Operation {
        /** By applying them: what is no longer applied is removed. */
        APPLY,
        /** By any other write. */
        UPDATE
    }

    /** As conflicts name it: {@code "kubectl" using compute.cairn.io/v1}. */
    @Override
    public String toString() {
        return "\"" + manager + "\"" + (subresource.isEmpty() ? "" : " with subresource \"" + subresource + "\"")
                + " using " + apiVersion;
    }
}
