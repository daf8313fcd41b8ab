package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.adapter.json.KindCodec;
import io.cairn.resource.adapter.json.Tracking;
import io.cairn.resource.application.Admittance;
import io.cairn.resource.application.Change;
import io.cairn.resource.application.Preconditions;
import io.cairn.resource.application.Resources;
import io.cairn.resource.application.StoredObject;
import io.cairn.resource.application.Write;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.OwnerReference;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Scope;
import io.cairn.resource.domain.ownership.FieldOwner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.dao.DuplicateKeyException;
import tools.jackson.databind.node.MissingNode;

/**
 * The objects of one kind in PostgreSQL, with everything that holds for every write: rules, generation, computed
 * status, versions in commit order, no new version for a write that changes nothing, finalizers.
 */
public final class KindStore<S extends Record, F extends Record, T extends Record> implements Resources<S, F, T> {
    private static final int MAX_PAGE = 1_000;

    private final KindCodec<S, F, T> codec;
    private final Kind<S, F, T> kind;
    private final Database database;
    private final Admittance admittance;

    KindStore(KindCodec<S, F, T> codec, Database database, Admittance admittance) {
        this.codec = codec;
        this.kind = codec.kind();
        this.database = database;
        this.admittance = admittance;
    }

    @Override
    public Kind<S, F, T> kind() {
        return kind;
    }

    public KindCodec<S, F, T> codec() {
        return codec;
    }

    /** The key under which an object of this kind stands for a caller of the organisation. */
    public ObjectKey key(String organisation, String namespace, String name) {
        return switch (kind.scope()) {
            case NAMESPACED -> new ObjectKey(organisation, namespace, name);
            case ORGANISATION -> new ObjectKey(organisation, "", name);
            case CLUSTER -> ObjectKey.cluster(name);
        };
    }

    @Override
    public Optional<Resource<S, F, T>> find(ObjectKey key) {
        return stored(key).map(codec::resource);
    }

    /** The object as it is stored. */
    public Optional<StoredObject> stored(ObjectKey key) {
        return database.table().find(kind.id(), key, false);
    }

    /** No object of this kind. */
    public Optional<Resource<S, F, T>> none() {
        return Optional.empty();
    }

    @Override
    public Optional<Resource<S, F, T>> findByUid(String uid) {
        return database.table().findByUid(kind.id(), uid, false).map(codec::resource);
    }

    @Override
    public Optional<Resource<S, F, T>> locked(String uid) {
        return database.table().findByUid(kind.id(), uid, true).map(codec::resource);
    }

    @Override
    public List<Resource<S, F, T>> page(String afterUid, int limit) {
        return database.table()
                .page(kind.id(), afterUid, Math.clamp(limit, 1, MAX_PAGE))
                .stream()
                .map(codec::resource)
                .toList();
    }

    /** Objects behind a key, in order of key. */
    public List<StoredObject> list(Selection selection, ObjectKey after, int limit) {
        return database.table().list(kind.id(), selection, after, Math.clamp(limit, 1, MAX_PAGE));
    }

    @Override
    public List<String> within(String organisation, String namespace, int limit) {
        var selection = new Selection(Optional.of(organisation), Optional.of(namespace), Optional.empty(), Map.of());
        return list(selection, new ObjectKey("", "", ""), limit).stream().map(found -> found.metadata().uid()).toList();
    }

    /** How many objects are behind a key. */
    public long count(Selection selection, ObjectKey after) {
        return database.table().count(kind.id(), selection, after);
    }

    @Override
    public Resource<S, F, T> create(ObjectKey key, Map<String, String> labels, List<OwnerReference> owners, S spec) {
        var draft = new Metadata(key, "", 0, 1, database.now(), Optional.empty(), labels, Map.of(), List.of(), owners,
                "[]");
        return create(new Write(self(key.organisation()), false), draft, spec, kind.noFacts());
    }

    /** Creates an object from a draft without uid and version. */
    public Resource<S, F, T> create(Write write, Metadata draft, S given, F facts) {
        return database.write(write.dryRun(), () -> {
            var key = draft.key();
            if (database.table().find(kind.id(), key, false).isPresent()) {
                throw exists(key);
            }
            var spec = kind.rules().complete(given);
            validate(key, spec, Optional.empty());
            admittance.admit(kind, key, spec);
            kind.rules().admit(write.caller(), key, spec, Optional.empty());
            var finalizers = draft.finalizers().isEmpty() ? kind.finalizers() : union(draft.finalizers());
            var metadata = new Metadata(key, database.newUid(), database.table().nextVersion(), 1, database.now(),
                    Optional.empty(), draft.labels(), draft.annotations(), finalizers, draft.ownerReferences(),
                    draft.managedFields());
            var created = new Resource<>(metadata, spec, facts, kind.statusOf().status(metadata, spec, facts));
            insert(created);
            return created;
        });
    }

    private List<String> union(List<String> asked) {
        return java.util.stream.Stream.concat(asked.stream(), kind.finalizers().stream()).distinct().toList();
    }

    private void insert(Resource<S, F, T> created) {
        var stored = codec.stored(created);
        try {
            database.table().insert(stored);
        } catch (DuplicateKeyException raced) {
            throw exists(created.key());
        }
        database.table().log(Change.Type.ADDED, stored, Optional.empty());
    }

    private Refusal exists(ObjectKey key) {
        return new Refusal(Reason.ALREADY_EXISTS, "%s \"%s\" already exists".formatted(kind.id(), key.name()));
    }

    public Refusal missing(ObjectKey key) {
        return new Refusal(Reason.NOT_FOUND, "%s \"%s\" not found".formatted(kind.id(), key.name()));
    }

    @Override
    public Optional<Resource<S, F, T>> changeFacts(String uid, UnaryOperator<F> change) {
        return edit(() -> database.table().findByUid(kind.id(), uid, true),
                before -> new Resource<>(before.metadata(), before.spec(), change.apply(before.facts()),
                        before.status()));
    }

    @Override
    public Optional<Resource<S, F, T>> changeSpec(String uid, String fieldManager, UnaryOperator<S> change) {
        return database.write(false, () -> database.table()
                .findByUid(kind.id(), uid, true)
                .map(codec::resource)
                .map(before -> {
                    var spec = kind.rules().complete(change.apply(before.spec()));
                    validate(before.key(), spec, Optional.of(before.spec()));
                    kind.rules().admit(self(before.key().organisation()), before.key(), spec, Optional.of(before));
                    var owner = new FieldOwner(fieldManager, FieldOwner.Operation.UPDATE,
                            kind.groupVersion().apiVersion(), "");
                    return save(before, new Tracking(owner, database.now()).updated(codec, before,
                            new Resource<>(before.metadata(), spec, before.facts(), before.status()),
                            MissingNode.getInstance()));
                }));
    }

    /** Changes an object on behalf of a caller; rules apply if the spec changes. */
    public Resource<S, F, T> update(Write write, ObjectKey key, UnaryOperator<Resource<S, F, T>> change) {
        return database.write(write.dryRun(), () -> {
            var before = database.table()
                    .find(kind.id(), key, true)
                    .map(codec::resource)
                    .orElseThrow(() -> missing(key));
            var asked = change.apply(before);
            var spec = kind.rules().complete(asked.spec());
            if (!spec.equals(before.spec())) {
                validate(key, spec, Optional.of(before.spec()));
                kind.rules().admit(write.caller(), key, spec, Optional.of(before));
            }
            return save(before, new Resource<>(asked.metadata(), spec, asked.facts(), asked.status()));
        });
    }

    @Override
    public Optional<Resource<S, F, T>> delete(String uid) {
        return database.write(false, () -> database.table()
                .findByUid(kind.id(), uid, true)
                .map(codec::resource)
                .map(this::markDeleted));
    }

    /** Asks for deletion on behalf of a caller; the answer is the object as it stands, or as it was if it is gone. */
    public Resource<S, F, T> delete(Write write, ObjectKey key, Preconditions preconditions) {
        return database.write(write.dryRun(), () -> {
            var before = database.table()
                    .find(kind.id(), key, true)
                    .map(codec::resource)
                    .orElseThrow(() -> missing(key));
            preconditions.check(kind.id(), before.metadata());
            kind.rules().admitDelete(write.caller(), before);
            return markDeleted(before);
        });
    }

    private Resource<S, F, T> markDeleted(Resource<S, F, T> before) {
        if (before.metadata().deleting()) {
            return before;
        }
        var old = before.metadata();
        var marked = new Metadata(old.key(), old.uid(), old.resourceVersion(), old.generation() + 1,
                old.creationTimestamp(), Optional.of(database.now()), old.labels(), old.annotations(),
                old.finalizers(), old.ownerReferences(), old.managedFields());
        return save(before, new Resource<>(marked, before.spec(), before.facts(), before.status()));
    }

    @Override
    public void removeFinalizer(String uid, String finalizer) {
        var edited = edit(() -> database.table().findByUid(kind.id(), uid, true), before -> {
            var old = before.metadata();
            var left = old.finalizers().stream().filter(name -> !name.equals(finalizer)).toList();
            return new Resource<>(new Metadata(old.key(), old.uid(), old.resourceVersion(), old.generation(),
                    old.creationTimestamp(), old.deletionTimestamp(), old.labels(), old.annotations(), left,
                    old.ownerReferences(), old.managedFields()), before.spec(), before.facts(), before.status());
        });
        edited.ifPresent(resource -> database.log(kind, resource, "Finalizer removed"));
    }

    @Override
    public AutoCloseable onChange(Runnable wake) {
        return database.feed().follow(kind.id(), _ -> wake.run());
    }

    @Override
    public AutoCloseable onChange(java.util.function.Consumer<List<String>> wake) {
        return database.feed().follow(kind.id(), wake);
    }

    private Optional<Resource<S, F, T>> edit(Supplier<Optional<StoredObject>> locked,
            UnaryOperator<Resource<S, F, T>> change) {
        return database.write(false,
                () -> locked.get().map(codec::resource).map(before -> save(before, change.apply(before))));
    }

    /** Writes what has changed; the object vanishes when deletion was asked for and no finalizer is left. */
    private Resource<S, F, T> save(Resource<S, F, T> before, Resource<S, F, T> asked) {
        var specChanged = !asked.spec().equals(before.spec());
        var draft = specChanged ? Versions.nextGeneration(asked.metadata()) : asked.metadata();
        var status = kind.statusOf().status(draft, asked.spec(), asked.facts());
        var gone = draft.deleting() && draft.finalizers().isEmpty();
        if (!gone && !specChanged && Versions.sameButForOwnership(before.metadata(), draft)
                && status.equals(before.status())) {
            if (!asked.facts().equals(before.facts())) {
                database.table().updateFacts(draft.uid(), codec.write(asked.facts()));
            }
            return new Resource<>(before.metadata(), before.spec(), asked.facts(), before.status());
        }
        var saved = new Resource<>(Versions.at(draft, database.table().nextVersion()), asked.spec(), asked.facts(),
                status);
        var stored = codec.stored(saved);
        if (gone) {
            database.table().remove(draft.uid());
        } else {
            database.table().update(stored);
        }
        database.table()
                .log(gone ? Change.Type.DELETED : Change.Type.MODIFIED, stored,
                        Optional.of(codec.stored(before)));
        return saved;
    }

    private void validate(ObjectKey key, S spec, Optional<S> before) {
        var causes = kind.rules().validate(key, spec, before);
        if (!causes.isEmpty()) {
            throw Refusals.invalid(kind, key.name(), causes);
        }
    }

    private Caller self(String organisation) {
        return new Caller("system:service", List.of("system:services"), organisation, "");
    }

    /** True if objects of this kind belong to an organisation. */
    public boolean inOrganisation() {
        return kind.scope() != Scope.CLUSTER;
    }
}
