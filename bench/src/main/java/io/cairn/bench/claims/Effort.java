package io.cairn.bench.claims;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** CPU time that those who took part have used so far: it tells what a claim costs, on a busy host too. */
record Effort(Duration load, Duration schedulers, Duration database) {

    /** @param backend a process of PostgreSQL; those beside it count too */
    static Effort now(List<ProcessHandle> schedulers, long backend) {
        var server = ProcessHandle.of(backend).flatMap(ProcessHandle::parent);
        var database = used(server).plus(server.stream()
                .flatMap(ProcessHandle::children)
                .map(one -> used(Optional.of(one)))
                .reduce(Duration.ZERO, Duration::plus));
        return new Effort(used(Optional.of(ProcessHandle.current())),
                schedulers.stream().map(one -> used(Optional.of(one))).reduce(Duration.ZERO, Duration::plus), database);
    }

    private static Duration used(Optional<ProcessHandle> process) {
        return process.flatMap(one -> one.info().totalCpuDuration()).orElse(Duration.ZERO);
    }

    Effort since(Effort before) {
        return new Effort(load.minus(before.load), schedulers.minus(before.schedulers),
                database.minus(before.database));
    }

    /** Microseconds of each a claim: load, schedulers, PostgreSQL. */
    String each(long claims) {
        return "%d + %d + %d".formatted(micros(load, claims), micros(schedulers, claims), micros(database, claims));
    }

    private static long micros(Duration used, long claims) {
        return used.toNanos() / 1_000 / Math.max(1, claims);
    }
}
