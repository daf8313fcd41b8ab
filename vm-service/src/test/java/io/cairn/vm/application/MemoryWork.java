package io.cairn.vm.application;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Hints in memory. */
public final class MemoryWork implements Work {
    private final Set<String> hinted = new LinkedHashSet<>();

    @Override
    public synchronized void hint(Collection<String> uids) {
        hinted.addAll(uids);
    }

    @Override
    public synchronized List<String> claim(int limit) {
        var batch = new ArrayList<>(hinted.stream().limit(limit).toList());
        hinted.removeAll(batch);
        return batch;
    }

    @Override
    public void done(String uid, Instant next) {}

    @Override
    public synchronized void drop(String uid) {
        hinted.remove(uid);
    }

    @Override
    public synchronized int due() {
        return hinted.size();
    }
}
