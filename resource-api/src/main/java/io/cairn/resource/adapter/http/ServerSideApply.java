package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.jdbc.Refusals;
import io.cairn.resource.adapter.json.FieldLeaves;
import io.cairn.resource.adapter.json.Tracking;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.ownership.FieldOwner;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PATCH with {@code application/apply-patch+yaml}: creates, or merges what the applier owns. */
final class ServerSideApply {
    private static final int ATTEMPTS = 3;

    private final Writes writes;
    private final Clock clock;

    ServerSideApply(Writes writes, Clock clock) {
        this.writes = writes;
        this.clock = clock;
    }

    <S extends Record, F extends Record, T extends Record> void apply(KindStore<S, F, T> store, Exchange exchange,
            ObjectKey key, boolean status) throws IOException {
        if (exchange.parameter("fieldManager").isEmpty()) {
            throw Refusals.invalid(store.kind(), key.name(),
                    List.of(Cause.required("fieldManager", "is required for apply patch")));
        }
        var document = Bodies.parse(exchange);
        if (!document.path("metadata").path("managedFields").isEmpty()) {
            throw new Refusal(Reason.BAD_REQUEST, "metadata.managedFields must be nil");
        }
        Draft.checkApplied(store, document, exchange);
        var tracking = exchange.tracking(store.kind(), FieldOwner.Operation.APPLY, status, clock.instant());
        for (var attempt = 1;; attempt++) {
            try {
                if (store.find(key).isPresent() || status) {
                    var updated = store.update(exchange.write(), key,
                            before -> merged(store, exchange, tracking, before, document, status));
                    writes.answer(store, exchange, 200, updated);
                } else {
                    writes.answer(store, exchange, 201, created(store, exchange, tracking, key, document));
                }
                return;
            } catch (Refusal raced) {
                // Somebody else has created or deleted it between the look and the write: look again.
                if (attempt == ATTEMPTS || status
                        || raced.reason() != Reason.ALREADY_EXISTS && raced.reason() != Reason.NOT_FOUND) {
                    throw raced;
                }
            }
        }
    }

    private <S extends Record, F extends Record, T extends Record> Resource<S, F, T> created(KindStore<S, F, T> store,
            Exchange exchange, Tracking tracking, ObjectKey key, JsonNode document) {
        for (var field : List.of("resourceVersion", "uid")) {
            if (!document.path("metadata").path(field).asString("").isEmpty()) {
                throw new Refusal(Reason.CONFLICT, ("%s \"%s\" does not exist, but the applied configuration names its "
                        + "%s; remove it to create the object").formatted(store.kind().id(), key.name(), field));
            }
        }
        var applied = tracking.applied(store.codec(), document);
        return writes.create(store, exchange, key.namespace(), whole(FieldLeaves.document(applied.object()), document),
                Optional.of(key.name()), Optional.of(applied.managedFields()));
    }

    private <S extends Record, F extends Record, T extends Record> Resource<S, F, T> merged(KindStore<S, F, T> store,
            Exchange exchange, Tracking tracking, Resource<S, F, T> before, JsonNode document, boolean status) {
        var applied = tracking.applied(store.codec(), before, document, exchange.flag("force"));
        var asked = writes.asked(store, exchange, before, whole(FieldLeaves.document(applied.object()), document),
                status);
        return new Resource<>(asked.metadata().withManagedFields(applied.managedFields()), asked.spec(), asked.facts(),
                asked.status());
    }

    /** The merged document with what identifies the object that the applier meant. */
    private static JsonNode whole(ObjectNode merged, JsonNode document) {
        var metadata = merged.get("metadata") instanceof ObjectNode there ? there : merged.putObject("metadata");
        for (var field : List.of("name", "namespace", "uid", "resourceVersion")) {
            var given = document.path("metadata").path(field).asString("");
            if (!given.isEmpty()) {
                metadata.put(field, given);
            }
        }
        return merged;
    }
}
