package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.jdbc.Refusals;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.Preconditions;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.OwnerReference;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.ownership.FieldOwner;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Create, update, patch and delete. */
final class Writes {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final Clock clock;

    Writes(Clock clock) {
        this.clock = clock;
    }

    <S extends Record, F extends Record, T extends Record> void create(KindStore<S, F, T> store, Exchange exchange,
            String namespace) throws IOException {
        var document = Bodies.read(exchange);
        var idempotency = Idempotency.of(exchange, document);
        if (idempotency.isEmpty() || !(document instanceof ObjectNode object)) {
            answer(store, exchange, 201,
                    create(store, exchange, namespace, document, Optional.empty(), Optional.empty()));
            return;
        }
        var noted = idempotency.get().noted(object, store.kind().singular());
        try {
            answer(store, exchange, 201,
                    create(store, exchange, namespace, noted, Optional.empty(), Optional.empty()));
        } catch (Refusal refusal) {
            var key = store.key(exchange.caller().organisation(), namespace,
                    noted.path("metadata").path("name").asString(""));
            var standing = refusal.reason() == Reason.ALREADY_EXISTS ? store.find(key) : store.none();
            if (standing.filter(made -> idempotency.get().made(made.metadata())).isEmpty()) {
                throw refusal;
            }
            exchange.response().setHeader(Idempotency.REPLAYED, "true");
            answer(store, exchange, 200, standing.get());
        }
    }

    /**
     * @param urlName name in the path; empty for a POST to the collection
     * @param managedFields owners of the fields; empty if the writer owns them all
     */
    <S extends Record, F extends Record, T extends Record> Resource<S, F, T> create(KindStore<S, F, T> store,
            Exchange exchange, String namespace, JsonNode document, Optional<String> urlName,
            Optional<String> managedFields) {
        var draft = Draft.read(store, document, exchange);
        if (draft.text("resourceVersion").filter(text -> !text.isEmpty() && urlName.isEmpty()).isPresent()) {
            throw new Refusal(Reason.BAD_REQUEST, "resourceVersion should not be set on objects to be created");
        }
        var name = name(store, draft, urlName);
        sameNamespace(store, draft, namespace);
        var key = store.key(exchange.caller().organisation(), namespace, name);
        var facts = store.kind().noFacts();
        store.kind().rules().consult(exchange.caller(), key, draft.spec());
        var metadata = new Metadata(key, "", 0, 1, clock.instant().truncatedTo(ChronoUnit.SECONDS), Optional.empty(),
                map(draft, "labels"), map(draft, "annotations"), finalizers(draft), owners(draft),
                managedFields.orElse("[]"));
        var owned = managedFields.isPresent()
                ? metadata
                : exchange.tracking(store.kind(), FieldOwner.Operation.UPDATE, false, clock.instant())
                        .created(store.codec(), new Resource<>(metadata, draft.spec(), facts,
                                store.kind().statusOf().status(metadata, draft.spec(), facts)));
        return store.create(exchange.write(), owned, draft.spec(), facts);
    }

    /** Answers a document that is not stored. */
    <S extends Record, F extends Record, T extends Record> void review(KindStore<S, F, T> store, Exchange exchange,
            String namespace) throws IOException {
        var kind = store.kind();
        var draft = Draft.read(store, Bodies.read(exchange), exchange);
        sameNamespace(store, draft, namespace);
        var key = store.key(exchange.caller().organisation(), namespace, draft.text("name").orElse(""));
        var causes = kind.rules().validate(key, draft.spec(), Optional.empty());
        if (!causes.isEmpty()) {
            throw Refusals.invalid(kind, key.name(), causes);
        }
        var facts = kind.review().orElseThrow().review(exchange.caller(), key, draft.spec());
        var metadata = new Metadata(key, "", 0, 1, clock.instant().truncatedTo(ChronoUnit.SECONDS), Optional.empty(),
                map(draft, "labels"), map(draft, "annotations"), List.of(), List.of(), "[]");
        exchange.send(201, Wire.object(store.codec(), new Resource<>(metadata, draft.spec(), facts,
                kind.statusOf().status(metadata, draft.spec(), facts))));
    }

    private static String name(KindStore<?, ?, ?> store, Draft<?> draft, Optional<String> urlName) {
        var given = draft.text("name").filter(text -> !text.isEmpty());
        if (urlName.isPresent() && given.isPresent() && !given.equals(urlName)) {
            throw new Refusal(Reason.BAD_REQUEST, "the name of the object (%s) does not match the name on the URL (%s)"
                    .formatted(given.get(), urlName.get()));
        }
        var name = urlName.or(() -> given)
                .orElseGet(() -> draft.text("generateName")
                        .filter(text -> !text.isEmpty())
                        .map(prefix -> prefix.substring(0, Math.min(prefix.length(), 248)) + suffix())
                        .orElse(""));
        var causes = new ArrayList<Cause>();
        if (name.isEmpty()) {
            causes.add(Cause.required("metadata.name", "name or generateName is required"));
        } else {
            Names.checkName(name, causes);
        }
        if (!causes.isEmpty()) {
            throw Refusals.invalid(store.kind(), name, causes);
        }
        return name;
    }

    private static String suffix() {
        var suffix = new StringBuilder();
        for (var i = 0; i < 5; i++) {
            suffix.append(SUFFIX_LETTERS.charAt(RANDOM.nextInt(SUFFIX_LETTERS.length())));
        }
        return suffix.toString();
    }

    private static void sameNamespace(KindStore<?, ?, ?> store, Draft<?> draft, String namespace) {
        var given = draft.text("namespace").filter(text -> !text.isEmpty());
        if (store.kind().namespaced() && given.isPresent() && !given.get().equals(namespace)) {
            throw new Refusal(Reason.BAD_REQUEST, ("the namespace of the provided object (%s) does not match the "
                    + "namespace sent on the request (%s)").formatted(given.get(), namespace));
        }
    }

    <S extends Record, F extends Record, T extends Record> void update(KindStore<S, F, T> store, Exchange exchange,
            ObjectKey key, boolean status) throws IOException {
        var document = Bodies.read(exchange);
        var updated = store.update(exchange.write(), key,
                before -> replaced(store, exchange, before, document, status));
        answer(store, exchange, 200, updated);
    }

    <S extends Record, F extends Record, T extends Record> void answer(KindStore<S, F, T> store, Exchange exchange,
            int code, Resource<S, F, T> written) throws IOException {
        exchange.response().setHeader("ETag", "\"" + written.metadata().resourceVersion() + "\"");
        exchange.send(code, Wire.object(store.codec(), written));
    }

    /** The object after a client has sent what it should be, with its owners. */
    private <S extends Record, F extends Record, T extends Record> Resource<S, F, T> replaced(
            KindStore<S, F, T> store, Exchange exchange, Resource<S, F, T> before, JsonNode document, boolean status) {
        var asked = asked(store, exchange, before, document, status);
        var given = status ? MissingNode.getInstance() : document.path("metadata").path("managedFields");
        return exchange.tracking(store.kind(), FieldOwner.Operation.UPDATE, status, clock.instant())
                .updated(store.codec(), before, asked, given);
    }

    /** The object as a client wants it, checked. */
    <S extends Record, F extends Record, T extends Record> Resource<S, F, T> asked(KindStore<S, F, T> store,
            Exchange exchange, Resource<S, F, T> before, JsonNode document, boolean status) {
        ifMatch(store, exchange, before);
        var draft = Draft.read(store, document, exchange);
        sameObject(store, before, draft);
        if (status) {
            return withStatus(store, before, draft);
        }
        var immutable = Draft.immutable(store.codec().specSchema(), store.codec().tree(before.spec()),
                store.codec().tree(draft.spec()), store.kind().flat() ? "" : "spec");
        if (!immutable.isEmpty()) {
            throw Refusals.invalid(store.kind(), before.metadata().name(), immutable);
        }
        var old = before.metadata();
        var finalizers = keepOwn(store, exchange, old, finalizers(draft));
        if (old.deleting() && !new HashSet<>(old.finalizers()).containsAll(finalizers)) {
            throw Refusals.invalid(store.kind(), old.name(), List.of(Cause.forbidden("metadata.finalizers",
                    "no new finalizers can be added if the object is being deleted")));
        }
        var next = new Metadata(old.key(), old.uid(), old.resourceVersion(), old.generation(),
                old.creationTimestamp(), old.deletionTimestamp(), map(draft, "labels"), map(draft, "annotations"),
                finalizers, owners(draft), old.managedFields());
        return new Resource<>(next, draft.spec(), before.facts(), before.status());
    }

    /** The finalizers of the service that owns the kind are not for others to remove: what they guard would leak. */
    private static List<String> keepOwn(KindStore<?, ?, ?> store, Exchange exchange, Metadata old,
            List<String> asked) {
        var own = store.kind().finalizers().stream().filter(old.finalizers()::contains).toList();
        if (asked.containsAll(own)) {
            return asked;
        }
        if (old.deleting()) {
            exchange.warn("finalizer %s stays: its service removes it when everything behind the object is released"
                    .formatted(String.join(", ", own)));
        }
        return Stream.concat(own.stream(), asked.stream()).distinct().toList();
    }

    private static void ifMatch(KindStore<?, ?, ?> store, Exchange exchange, Resource<?, ?, ?> before) {
        var tags = exchange.tags("If-Match").map(tag -> tag.replace("\"", "")).toList();
        if (!tags.isEmpty() && !tags.contains("*")
                && !tags.contains(Long.toString(before.metadata().resourceVersion()))) {
            throw modified(store, before);
        }
    }

    private static void sameObject(KindStore<?, ?, ?> store, Resource<?, ?, ?> before, Draft<?> draft) {
        var old = before.metadata();
        var uid = draft.text("uid").filter(text -> !text.isEmpty());
        var version = draft.text("resourceVersion").filter(text -> !text.isEmpty());
        var name = draft.text("name").filter(text -> !text.isEmpty());
        if (name.isPresent() && !name.get().equals(old.name())) {
            throw new Refusal(Reason.BAD_REQUEST, "the name of the object (%s) does not match the name on the URL (%s)"
                    .formatted(name.get(), old.name()));
        }
        if (version.isPresent() && !version.get().equals(Long.toString(old.resourceVersion()))
                || uid.isPresent() && !uid.get().equals(old.uid())) {
            throw modified(store, before);
        }
    }

    private static Refusal modified(KindStore<?, ?, ?> store, Resource<?, ?, ?> before) {
        return new Refusal(Reason.CONFLICT, ("Operation cannot be fulfilled on %s \"%s\": the object has been "
                + "modified; please apply your changes to the latest version and try again")
                .formatted(store.kind().id(), before.metadata().name()));
    }

    @SuppressWarnings("unchecked")
    private <S extends Record, F extends Record, T extends Record> Resource<S, F, T> withStatus(
            KindStore<S, F, T> store, Resource<S, F, T> before, Draft<S> draft) {
        // A kind with a writable status keeps it as its facts: both are one record type.
        var status = store.codec().status(draft.status());
        return new Resource<>(before.metadata(), before.spec(), (F) (Record) status, status);
    }

    <S extends Record, F extends Record, T extends Record> void patch(KindStore<S, F, T> store, Exchange exchange,
            ObjectKey key, boolean status) throws IOException {
        var type = Bodies.mediaType(exchange.request());
        if (type.equals("application/apply-patch+yaml")) {
            new ServerSideApply(this, clock).apply(store, exchange, key, status);
            return;
        }
        var patch = Patches.of(type, store.kind(), exchange);
        if (exchange.parameter("force").isPresent()) {
            throw Refusals.invalid(store.kind(), key.name(),
                    List.of(Cause.forbidden("force", "may not be specified for non-apply patch")));
        }
        var updated = store.update(exchange.write(), key, before -> replaced(store, exchange, before,
                patch.apply(Wire.object(store.codec(), before)), status));
        answer(store, exchange, 200, updated);
    }

    <S extends Record, F extends Record, T extends Record> void delete(KindStore<S, F, T> store, Exchange exchange,
            ObjectKey key) throws IOException {
        var options = Deletion.read(exchange);
        var deleted = store.delete(options.write(), key, options.preconditions());
        exchange.send(200, outcome(store, deleted));
    }

    private static <S extends Record, F extends Record, T extends Record> JsonNode outcome(KindStore<S, F, T> store,
            Resource<S, F, T> deleted) {
        return deleted.metadata().finalizers().isEmpty()
                ? Statuses.deleted(store.kind(), deleted.metadata())
                : Wire.object(store.codec(), deleted);
    }

    /** Deletes every object that a list would show. */
    <S extends Record, F extends Record, T extends Record> void deleteAll(KindStore<S, F, T> store, Exchange exchange,
            List<Resource<S, F, T>> targets) throws IOException {
        var options = Deletion.read(exchange);
        for (var target : targets) {
            try {
                store.delete(options.write(), target.key(),
                        new Preconditions(Optional.of(target.uid()), Optional.empty()));
            } catch (Refusal gone) {
                if (gone.reason() != Reason.NOT_FOUND) {
                    throw gone;
                }
            }
        }
        exchange.send(200, Statuses.success());
    }

    private static Map<String, String> map(Draft<?> draft, String field) {
        var map = new HashMap<String, String>();
        draft.metadata()
                .path(field)
                .properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asString("")));
        return map;
    }

    private static List<String> finalizers(Draft<?> draft) {
        var finalizers = new ArrayList<String>();
        draft.metadata().path("finalizers").forEach(node -> finalizers.add(node.asString("")));
        return finalizers;
    }

    private static List<OwnerReference> owners(Draft<?> draft) {
        var owners = new ArrayList<OwnerReference>();
        draft.metadata()
                .path("ownerReferences")
                .forEach(node -> owners.add(new OwnerReference(
                        node.path("apiVersion").asString(""), node.path("kind").asString(""),
                        node.path("name").asString(""),
                        node.path("uid").asString(""), node.path("controller").asBoolean(false),
                        node.path("blockOwnerDeletion").asBoolean(false))));
        return owners;
    }

    static ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object : Json.MAPPER.createObjectNode();
    }
}
