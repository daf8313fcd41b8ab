package io.cairn.resource.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The envelope of a stored object.
 *
 * @param uid a random UUID in lower case, new for every object, never reused
 * @param resourceVersion the commit-ordered number of the change that made this state; greater than 0
 * @param generation counts changes of the spec from 1, and the request to delete
 * @param deletionTimestamp when deletion was asked for; empty while the object is wanted
 * @param managedFields field ownership for server-side apply, as JSON text in the wire shape; {@code []} if none
 */
public record Metadata(ObjectKey key, String uid, long resourceVersion, long generation, Instant creationTimestamp,
        Optional<Instant> deletionTimestamp, Map<String, String> labels, Map<String, String> annotations,
        List<String> finalizers, List<OwnerReference> ownerReferences, String managedFields) {

    public Metadata {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        finalizers = List.copyOf(finalizers);
        ownerReferences = List.copyOf(ownerReferences);
    }

    public String name() {
        return key.name();
    }

    public String namespace() {
        return key.namespace();
    }

    public boolean deleting() {
        return deletionTimestamp.isPresent();
    }

    public Metadata withManagedFields(String text) {
        return new Metadata(key, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp, labels,
                annotations, finalizers, ownerReferences, text);
    }
}
