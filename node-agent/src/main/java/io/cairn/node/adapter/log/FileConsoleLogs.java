package io.cairn.node.adapter.log;

import io.cairn.node.application.ConsoleLogs;
import io.cairn.node.application.Host;
import io.cairn.node.domain.Keeping;
import io.cairn.node.domain.LogQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the console logs of all machines of this host. One thread takes them over in turn, at most 1 MiB of each in a
 * round: a guest that prints without end costs one processor at most, and no other machine its log.
 */
public final class FileConsoleLogs implements ConsoleLogs, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileConsoleLogs.class);
    private static final long ROUND_MILLIS = 250;
    private static final long SHARE = 1L << 20;
    private static final Duration SWEEP = Duration.ofMinutes(1);

    private final Path machines;
    private final Keeping keeping;
    private final Clock clock;
    private final Map<String, MachineLog> logs = new HashMap<>();
    private final Set<String> failing = new HashSet<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("console-logs").unstarted(this::run);
    private Instant swept = Instant.MIN;
    private Totals ofGone = new Totals(0, 0, 0, 0);

    /**
     * What became of the output of all machines.
     *
     * @param kept bytes on the disk
     * @param taken bytes that were taken over from libvirt
     * @param dropped bytes that were let go, by the bound or by age
     * @param gaps how often output was lost because it came too fast
     */
    public record Totals(long kept, long taken, long dropped, long gaps) {
        Totals and(Totals other) {
            return new Totals(kept + other.kept, taken + other.taken, dropped + other.dropped, gaps + other.gaps);
        }
    }

    /** @param data directory of the agent; the machines are below it */
    public FileConsoleLogs(Path data, Keeping keeping, Clock clock) throws IOException {
        this.machines = Files.createDirectories(data.resolve("machines"));
        this.keeping = keeping;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                round();
                TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
            }
        } catch (InterruptedException closing) {
            log.atDebug().log("Console logs are no longer taken over");
        }
    }

    /** Takes over what came. A log that cannot be kept keeps no other from being. */
    void round() {
        var now = clock.instant();
        var sweeps = swept.isBefore(now.minus(SWEEP));
        for (var uid : uids()) {
            try {
                var machine = of(uid);
                if (machine.isPresent()) {
                    machine.get().pull(SHARE, now);
                    if (sweeps) {
                        machine.get().drop(now);
                    }
                }
                failing.remove(uid);
            } catch (IOException | RuntimeException e) {
                if (failing.add(uid)) {
                    log.atWarn().addKeyValue("vm", uid).setCause(e).log("A console log cannot be kept; trying on");
                }
            }
        }
        swept = sweeps ? now : swept;
    }

    private List<String> uids() {
        try (var folders = Files.list(machines)) {
            return folders.map(folder -> folder.getFileName().toString()).toList();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The folders of machines cannot be listed");
            return List.of();
        }
    }

    /** The log of a machine; empty if it never ran here. */
    private Optional<MachineLog> of(String uid) throws IOException {
        synchronized (logs) {
            var libvirt = machines.resolve(uid).resolve("console.log");
            var folder = machines.resolve(uid).resolve("console");
            if (!logs.containsKey(uid) && (Files.exists(libvirt) || Files.exists(folder))) {
                logs.put(uid, new MachineLog(libvirt, folder, keeping));
            }
            return Optional.ofNullable(logs.get(uid));
        }
    }

    /** Removes the log of a machine, libvirt's part of it too. Safe to repeat. */
    public void forget(String uid) throws IOException {
        synchronized (logs) {
            var machine = of(uid);
            var home = machines.resolve(uid);
            if (machine.isEmpty() || !Files.exists(home)) {
                return;
            }
            try (var files = Files.list(home)) {
                for (var file : files.filter(FileConsoleLogs::written).toList()) {
                    Files.deleteIfExists(file);
                }
            }
            machine.get().delete();
            var totals = totals(machine.get());
            ofGone = ofGone.and(new Totals(0, totals.taken(), totals.dropped(), totals.gaps()));
            logs.remove(uid);
        }
    }

    private static boolean written(Path file) {
        return file.getFileName().toString().matches("console\\.log(\\.[0-9]+)?");
    }

    private static Totals totals(MachineLog machine) {
        return new Totals(machine.bytes(), machine.taken(), machine.dropped(), machine.gaps());
    }

    public Totals totals() {
        synchronized (logs) {
            return logs.values().stream().map(FileConsoleLogs::totals).reduce(ofGone, Totals::and);
        }
    }

    /** One of them, for a metric. */
    public double total(ToLongFunction<Totals> which) {
        return which.applyAsLong(totals());
    }

    @Override
    public void read(String uid, LogQuery query, Reader reader) throws IOException, InterruptedException {
        var machine = of(uid);
        while (machine.isEmpty()) {
            if (!query.follow()) {
                throw new Host.Trouble("NeverRan", "it has not run on its node yet, so its console said nothing");
            }
            if (reader.over() || !Files.exists(machines.resolve(uid))) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
            machine = of(uid);
        }
        try (var showing = new Showing(machine.get(), keeping, clock, query, reader)) {
            showing.run();
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join(Duration.ofSeconds(5));
        }
        synchronized (logs) {
            for (var machine : logs.values()) {
                try {
                    machine.close();
                } catch (IOException e) {
                    log.atDebug().setCause(e).log("A console log could not be closed");
                }
            }
        }
    }
}
