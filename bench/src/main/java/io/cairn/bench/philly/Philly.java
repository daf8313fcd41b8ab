package io.cairn.bench.philly;

import io.cairn.bench.trace.Table;
import io.cairn.scheduler.domain.engine.Gang;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Jobs in order of their arrival. Up to 8 GPUs are asked of one host; more are a gang of machines with 8 each and one with
 * the rest. Jobs without GPU are left out: they would never wait. The trace calls a day about 20,000 of its units of time;
 * a unit is taken as 4.3 s.
 */
record Philly(List<Job> jobs) {
    static final int GPUS_A_HOST = 8;
    private static final long UNIT_MILLIS = 4_300;

    /** @param submitted since the start of the day */
    record Job(String id, String user, int gpus, Duration submitted, Duration runs, Gang gang) {
        Instant arrives() {
            return Instant.EPOCH.plus(submitted);
        }
    }

    static Philly read(Path file) {
        var table = Table.read(file);
        int id = table.column("job_id");
        int user = table.column("user");
        int gpus = table.column("num_gpu");
        int submitted = table.column("submit_time");
        int runs = table.column("duration");
        return new Philly(table.rows()
                .stream()
                .filter(row -> Table.whole(row, gpus) > 0)
                .map(row -> job(Table.text(row, id), Table.text(row, user), Table.whole(row, gpus),
                        units(Table.number(row, submitted)), units(Table.number(row, runs))))
                .sorted(Comparator.comparing(Job::submitted).thenComparing(job -> Integer.parseInt(job.id())))
                .toList());
    }

    private static Duration units(double units) {
        return Duration.ofMillis(Math.round(units * UNIT_MILLIS));
    }

    private static Job job(String id, String user, int gpus, Duration submitted, Duration runs) {
        var members = new ArrayList<Gang.Member>();
        for (int left = gpus; left > 0; left -= GPUS_A_HOST) {
            members.add(new Gang.Member(id + "-" + members.size(), Request.of(Resources.NONE)
                    .withDevices(DeviceAsk.whole("gpu", "", Math.min(left, GPUS_A_HOST)))));
        }
        return new Job(id, user, gpus, submitted, runs, new Gang(id, members));
    }

    /** What all jobs together take, in GPU hours. */
    double gpuHours() {
        return jobs.stream().mapToDouble(job -> job.gpus() * job.runs().toMillis() / 3_600_000.0).sum();
    }
}
