package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.application.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The changes that concern somebody, in commit order, each once. */
public interface Following extends AutoCloseable {

    /**
     * Those behind what was handed over so far; waits for the first one.
     *
     * @return at most 1,000; none if the wait ran out; empty if the log no longer reaches back
     */
    Optional<List<Change>> next(Duration wait) throws InterruptedException;

    /** The version up to which everything was handed over that concerns the follower. */
    long version();

    @Override
    void close();
}
