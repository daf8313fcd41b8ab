package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.adapter.json.KindCodec;
import io.cairn.resource.application.Admittance;
import io.cairn.resource.domain.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stores of all kinds of a service. */
public final class KindStores {
    private final Map<String, KindStore<?, ?, ?>> stores = new LinkedHashMap<>();

    public KindStores(List<Kind<?, ?, ?>> kinds, Database database, Admittance admittance) {
        kinds.forEach(kind -> stores.put(kind.id(), new KindStore<>(new KindCodec<>(kind), database, admittance)));
    }

    /** The store was made for this very kind, so the types are right. */
    @SuppressWarnings("unchecked")
    public <S extends Record, F extends Record, T extends Record> KindStore<S, F, T> of(Kind<S, F, T> kind) {
        var store = stores.get(kind.id());
        if (store == null) {
            throw new IllegalArgumentException("Kind " + kind.id() + " was not declared to this ResourceApi");
        }
        return (KindStore<S, F, T>) store;
    }

    public List<KindStore<?, ?, ?>> all() {
        return List.copyOf(stores.values());
    }
}
