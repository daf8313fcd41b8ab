package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.jdbc.Refusals;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** PATCH with {@code application/apply-patch+yaml}: create or merge; maps merge, lists are atomic. */
final class ServerSideApply {
    private final Writes writes;

    ServerSideApply(Writes writes) {
        this.writes = writes;
    }

    <S extends Record, F extends Record, T extends Record> void apply(KindStore<S, F, T> store, Exchange exchange,
            ObjectKey key, boolean status) throws IOException {
        if (exchange.parameter("fieldManager").isEmpty()) {
            throw Refusals.invalid(store.kind(), key.name(),
                    List.of(Cause.required("fieldManager", "is required for apply patch")));
        }
        var document = Bodies.parse(exchange.request());
        if (!document.path("metadata").path("managedFields").isEmpty()) {
            throw new Refusal(Reason.BAD_REQUEST, "metadata.managedFields must be nil");
        }
        if (store.find(key).isEmpty() && !status) {
            var created = writes.create(store, exchange, key.namespace(), document, Optional.of(key.name()));
            exchange.send(201, Wire.object(store.codec(), created));
            return;
        }
        JsonNode applied = document;
        var updated = store.update(exchange.write(), key, before -> writes.replaced(store, exchange, before,
                new Patches.Merge(applied).apply(Wire.object(store.codec(), before)), status, "Apply"));
        exchange.send(200, Wire.object(store.codec(), updated));
    }
}
