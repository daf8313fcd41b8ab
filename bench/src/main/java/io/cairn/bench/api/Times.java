package io.cairn.bench.api;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Durations that many threads add. */
final class Times {
    private final long[] nanos;
    private final AtomicInteger next = new AtomicInteger();

    /** @param most further ones are counted, not kept */
    Times(int most) {
        nanos = new long[most];
    }

    void add(long value) {
        var index = next.getAndIncrement();
        if (index < nanos.length) {
            nanos[index] = value;
        }
    }

    int count() {
        return next.get();
    }

    /** Of all that were kept, in nanoseconds. */
    double sum() {
        return Arrays.stream(nanos, 0, Math.min(count(), nanos.length)).asDoubleStream().sum();
    }

    /** Nearest rank, in milliseconds. */
    double percentile(double share) {
        var kept = Math.min(count(), nanos.length);
        if (kept == 0) {
            return Double.NaN;
        }
        var sorted = Arrays.copyOf(nanos, kept);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * kept) - 1)] / 1e6;
    }

    static String head() {
        return "| what                                             |  count |    /s |    p50 ms |    p99 ms |%n"
                .formatted()
                + "| ------------------------------------------------ | -----: | ----: | --------: | --------: |";
    }

    /** @param seconds how long it took to make them */
    String row(String what, double seconds) {
        return "| %-48s | %6d | %5.0f | %9.2f | %9.2f |".formatted(what, count(), count() / seconds, percentile(0.5),
                percentile(0.99));
    }
}
