package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.Change;
import io.cairn.resource.domain.Resource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One change of one kind as watchers need it, read and written once however many watch. What is never asked for is never
 * made.
 */
final class Rendered<S extends Record, F extends Record, T extends Record> {
    private final KindStore<S, F, T> store;
    private final Change change;
    private final Map<String, String> lines = new ConcurrentHashMap<>();
    private volatile @Nullable Resource<S, F, T> now;
    private volatile @Nullable Optional<Resource<S, F, T>> before;

    Rendered(KindStore<S, F, T> store, Change change) {
        this.store = store;
        this.change = change;
    }

    Change change() {
        return change;
    }

    Resource<S, F, T> now() {
        var known = now;
        if (known == null) {
            known = store.codec().resource(change.object());
            now = known;
        }
        return known;
    }

    Optional<Resource<S, F, T>> before() {
        var known = before;
        if (known == null) {
            known = change.before().map(store.codec()::resource);
            before = known;
        }
        return known;
    }

    /** The event as a line of JSON. */
    String line(String type) {
        return Objects.requireNonNull(lines.computeIfAbsent(type, _ -> event(type, now())));
    }

    private String event(String type, Resource<S, F, T> resource) {
        var event = Json.MAPPER.createObjectNode().put("type", type);
        event.set("object", Wire.object(store.codec(), resource));
        return Json.MAPPER.writeValueAsString(event);
    }
}
