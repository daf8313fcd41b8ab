package io.cairn.node.application;

import io.cairn.node.domain.Known;
import io.cairn.node.domain.Wanted;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the agent keeps over a restart. The truth about domains is the hypervisor's. */
public interface Book {
    /** One machine. */
    record Entry(Wanted wanted, Known known) {}

    List<Entry> load() throws IOException;

    void save(Entry entry) throws IOException;

    /** Forgets a machine but for the epoch at which it went. */
    void bury(String uid, long epoch) throws IOException;

    /** Epochs of machines that are gone, at most 1,000. */
    Map<String, Long> tombstones();
}
