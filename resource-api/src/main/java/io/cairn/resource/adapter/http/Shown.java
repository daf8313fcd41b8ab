package io.cairn.resource.adapter.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.application.StoredObject;

/**
 * Objects as clients see them, as JSON, for as long as they are asked for: a page of hundreds is read far more often than
 * its objects change. A version shows the same thing for ever, so nothing here is ever stale; it is bounded by bytes.
 */
final class Shown {
    private static final int MOST_BYTES = 24 << 20;
    private static final int OVERHEAD = 96;

    private final Cache<Long, byte[]> known = Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES)
            .weigher((Long _, byte[] bytes) -> bytes.length + OVERHEAD)
            .executor(Runnable::run)
            .build();

    <S extends Record, F extends Record, T extends Record> byte[] of(KindStore<S, F, T> store, StoredObject object) {
        var version = object.metadata().resourceVersion();
        var standing = known.getIfPresent(version);
        if (standing != null) {
            return standing;
        }
        var made = Json.MAPPER.writeValueAsBytes(Wire.object(store.codec(), store.codec().resource(object)));
        known.put(version, made);
        return made;
    }
}
