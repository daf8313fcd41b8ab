package io.cairn.resource.application;

import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.OwnerReference;
import io.cairn.resource.domain.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The objects of one kind, for the service that owns it. Every write is one short transaction that appends to the
 * change log in commit order; inside a Spring transaction on the same data source it joins that transaction.
 */
public interface Resources<S extends Record, F extends Record, T extends Record> {
    Kind<S, F, T> kind();

    Optional<Resource<S, F, T>> find(ObjectKey key);

    Optional<Resource<S, F, T>> findByUid(String uid);

    /** As {@link #findByUid}, and nobody else changes it before the end of the transaction that is open. */
    Optional<Resource<S, F, T>> locked(String uid);

    /**
     * Objects of all organisations in order of uid, for reconcilers that walk everything.
     *
     * @param afterUid start behind this uid; the empty string for the first page
     * @param limit 1 to 1000
     */
    List<Resource<S, F, T>> page(String afterUid, int limit);

    /** The uids of objects in a namespace, in order of name; at most {@code limit}, which is 1 to 1000. */
    List<String> within(String organisation, String namespace, int limit);

    /** Creates an object on the service's own behalf; refuses with ALREADY_EXISTS. Rules are applied. */
    Resource<S, F, T> create(ObjectKey key, Map<String, String> labels, List<OwnerReference> owners, S spec);

    /**
     * Changes the facts of an object under a row lock and recomputes its status. Nothing is written, and no new
     * resourceVersion is made, if the facts stay equal; a new resourceVersion is made only if the status changes.
     *
     * @param change pure; may be called once per attempt
     * @return the object afterwards; empty if it no longer exists
     */
    Optional<Resource<S, F, T>> changeFacts(String uid, UnaryOperator<F> change);

    /** As {@link #changeFacts}, for the spec; generation grows if it changes. Rules are applied. */
    Optional<Resource<S, F, T>> changeSpec(String uid, String fieldManager, UnaryOperator<S> change);

    /** Asks for deletion, as a DELETE does. */
    Optional<Resource<S, F, T>> delete(String uid);

    /** Removes a finalizer; the object is gone when none is left and deletion was asked for. */
    void removeFinalizer(String uid, String finalizer);

    /**
     * As {@link #onChange(Runnable)}, with the uids that changed: where to look first, not what to believe.
     */
    AutoCloseable onChange(java.util.function.Consumer<List<String>> wake);

    /**
     * Calls {@code wake} soon after any change of this kind is committed, by this process or another one. A hint:
     * it carries no data, may come late or twice, and several changes may be one call.
     */
    AutoCloseable onChange(Runnable wake);
}
