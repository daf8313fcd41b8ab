package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.domain.Metadata;

/** How metadata moves on with a write. */
final class Versions {
    private Versions() {}

    static Metadata nextGeneration(Metadata old) {
        return copy(old, old.resourceVersion(), old.generation() + 1);
    }

    static Metadata at(Metadata old, long version) {
        return copy(old, version, old.generation());
    }

    private static Metadata copy(Metadata old, long version, long generation) {
        return new Metadata(old.key(), old.uid(), version, generation, old.creationTimestamp(),
                old.deletionTimestamp(), old.labels(), old.annotations(), old.finalizers(), old.ownerReferences(),
                old.managedFields());
    }

    /**
     * True if a write changes nothing that a reader would care about. Who owns a field matters, when it was last
     * written does not: a write that only moves the time of an ownership entry must not make a new version.
     */
    static boolean sameButForOwnership(Metadata a, Metadata b) {
        return a.generation() == b.generation() && a.deletionTimestamp().equals(b.deletionTimestamp())
                && a.labels().equals(b.labels()) && a.annotations().equals(b.annotations())
                && a.finalizers().equals(b.finalizers()) && a.ownerReferences().equals(b.ownerReferences())
                && timeless(a.managedFields()).equals(timeless(b.managedFields()));
    }

    private static String timeless(String managedFields) {
        return managedFields.replaceAll("\"time\":\"[^\"]*\"", "");
    }
}
