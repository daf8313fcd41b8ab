package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.application.Change;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The newest changes as watchers need them; bounded, older ones are made anew for who asks. */
final class Renderings {
    private static final int KEPT = 2_048;

    private final ConcurrentMap<Long, Rendered<?, ?, ?>> known = new ConcurrentHashMap<>();

    /** The change must be one of the store's kind. */
    @SuppressWarnings("unchecked")
    <S extends Record, F extends Record, T extends Record> Rendered<S, F, T> of(KindStore<S, F, T> store,
            Change change) {
        var standing = known.get(change.version());
        if (standing != null) {
            return (Rendered<S, F, T>) standing;
        }
        if (known.size() >= KEPT) {
            known.keySet().removeIf(version -> version < change.version() - KEPT / 2);
        }
        var made = new Rendered<>(store, change);
        if (known.size() >= KEPT) {
            return made;
        }
        var raced = known.putIfAbsent(change.version(), made);
        return raced == null ? made : (Rendered<S, F, T>) raced;
    }
}
