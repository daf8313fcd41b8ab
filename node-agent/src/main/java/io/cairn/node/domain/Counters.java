package io.cairn.node.domain;

import java.time.Duration;
import java.util.function.ToLongFunction;

/** What a machine has used: since its start, or in a second. */
public record Counters(long cpuNanos, long readBytes, long reads, long writtenBytes, long writes, long receivedBytes,
        long receivedPackets, long sentBytes, long sentPackets) {
    public static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** How much in a second, if these follow the others after some time; that must be longer than nothing. */
    public Counters perSecond(Counters before, Duration window) {
        // One that went back began anew with a new process.
        var from = cpuNanos < before.cpuNanos ? ZERO : before;
        return new Counters(rate(from, window, Counters::cpuNanos), rate(from, window, Counters::readBytes),
                rate(from, window, Counters::reads), rate(from, window, Counters::writtenBytes),
                rate(from, window, Counters::writes), rate(from, window, Counters::receivedBytes),
                rate(from, window, Counters::receivedPackets), rate(from, window, Counters::sentBytes),
                rate(from, window, Counters::sentPackets));
    }

    private long rate(Counters before, Duration window, ToLongFunction<Counters> which) {
        var grown = Math.max(0, which.applyAsLong(this) - which.applyAsLong(before));
        return Math.round(grown * 1e9 / window.toNanos());
    }
}
