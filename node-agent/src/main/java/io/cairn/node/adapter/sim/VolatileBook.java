package io.cairn.node.adapter.sim;

import io.cairn.node.application.Book;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Notes that live as long as the simulated host. */
public final class VolatileBook implements Book {
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, Long> tombstones = new ConcurrentHashMap<>();

    @Override
    public List<Entry> load() {
        return List.copyOf(entries.values());
    }

    @Override
    public void save(Entry entry) {
        entries.put(entry.wanted().uid(), entry);
    }

    @Override
    public void bury(String uid, long epoch) {
        entries.remove(uid);
        tombstones.put(uid, epoch);
    }

    @Override
    public Map<String, Long> tombstones() {
        return Map.copyOf(tombstones);
    }
}
