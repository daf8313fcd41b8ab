package io.cairn.scheduler.adapter.jdbc;

import io.cairn.scheduler.application.Batches;
import java.time.Duration;

/** Counts nothing. */
final class Quiet implements Batches.Tally {
    static final Quiet TALLY = new Quiet();

    @Override
    public void batch(int size, Duration decided, Duration committed) {}

    @Override
    public void lost() {}
}
