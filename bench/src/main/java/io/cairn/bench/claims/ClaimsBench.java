package io.cairn.bench.claims;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Claims for each second through gRPC and PostgreSQL with 1, 2 and 4 schedulers, and an audit of the tables after each run
 * and after a run in which schedulers are killed.
 *
 * <p>Arguments: nodes, seconds of each run, asks at once, numbers of schedulers with commas between, seconds of the run in
 * which they are killed (0: none).
 */
public final class ClaimsBench {
    private static final double DEVICES = 0.02;
    private static final int KILLED = 4;
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(2);
    /** Until the compilers of the JVMs have done most of their work: they share the cores with what is measured. */
    private static final int FEWEST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 16;
    private static final Duration ROUND = Duration.ofSeconds(10);
    /** Of one core, by all schedulers together. */
    private static final double COMPILING = 0.15;
    /** Claims of one load: with many more the fleet is full. */
    private static final int MOST_CLAIMS = 150_000;

    private final Path folder;
    private final Database database;
    private final Duration length;
    private final int clients;
    private boolean sound = true;

    private ClaimsBench(Path folder, Database database, Duration length, int clients) {
        this.folder = folder;
        this.database = database;
        this.length = length;
        this.clients = clients;
    }

    public static void main(String[] arguments) throws Exception {
        var nodes = Integer.parseInt(arguments[0]);
        var folder = Files.createTempDirectory("cairn-bench-claims-");
        try (var database = new Database(folder)) {
            database.fleet(nodes);
            System.out.printf("%d nodes, %s asks at once, %s s a run, synchronous commit, mTLS; %d CPUs%n%n", nodes,
                    arguments[2], arguments[1], Runtime.getRuntime().availableProcessors());
            var bench = new ClaimsBench(folder, database, Duration.ofSeconds(Long.parseLong(arguments[1])),
                    Integer.parseInt(arguments[2]));
            System.out.println("CPU time is of load + schedulers + PostgreSQL.\n");
            System.out.println(
                    "| schedulers | claims/s | refused | races lost | p50 ms | p99 ms | CPU us a claim | audit |");
            System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
            for (var replicas : arguments[3].split(",")) {
                bench.measure(Integer.parseInt(replicas));
            }
            bench.kill(Duration.ofSeconds(Long.parseLong(arguments[4])));
            if (!bench.sound) {
                throw new IllegalStateException("The audit found what may not be; see above");
            }
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws java.io.IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private AtomicReferenceArray<Replica> start(int count) throws Exception {
        var replicas = new AtomicReferenceArray<Replica>(count);
        for (var i = 0; i < count; i++) {
            replicas.set(i, Replica.start(folder, database.url(), i));
        }
        for (var i = 0; i < count; i++) {
            replicas.set(i, replicas.get(i).ready());
        }
        return replicas;
    }

    private static void stop(AtomicReferenceArray<Replica> replicas) {
        for (var i = 0; i < replicas.length(); i++) {
            replicas.get(i).close();
        }
    }

    private void measure(int count) throws Exception {
        database.empty();
        var replicas = start(count);
        try {
            warm(replicas);
            var before = lost(replicas);
            var load = new Load(replicas, "run", DEVICES);
            var effort = effort(replicas);
            var from = System.nanoTime();
            load(load, length);
            var seconds = (System.nanoTime() - from) / 1e9;
            var used = effort(replicas).since(effort);
            var lost = lost(replicas) - before;
            var millis = load.percentiles(0.5, 0.99);
            System.out.printf(Locale.ROOT, "| %d | %.0f | %d | %.2f %% | %.1f | %.1f | %s | %s |%n", count,
                    load.granted().size() / seconds, load.refused().size(), 100 * lost / Math.max(1, load.tries()),
                    millis.get(0), millis.get(1), used.each(load.granted().size()), audit(load, "warm"));
        } finally {
            stop(replicas);
        }
    }

    private void warm(AtomicReferenceArray<Replica> replicas) throws Exception {
        var compiling = 1.0;
        for (var round = 1; round <= FEWEST_ROUNDS || compiling > COMPILING && round <= MOST_ROUNDS; round++) {
            var before = compiled(replicas);
            var from = System.nanoTime();
            load(new Load(replicas, "warm-" + round, DEVICES), ROUND);
            compiling = (compiled(replicas) - before) * 1e6 / (System.nanoTime() - from);
            database.empty();
        }
        System.err.printf(Locale.ROOT, "warm; compilers take %.0f %% of a core%n", 100 * compiling);
    }

    private void load(Load load, Duration length) throws Exception {
        load.run(clients, () -> {
            var until = System.nanoTime() + length.toNanos();
            while (System.nanoTime() < until && load.granted().size() < MOST_CLAIMS) {
                pause(Duration.ofMillis(20));
            }
        });
    }

    /** Milliseconds that the compilers of the schedulers have worked. */
    private static double compiled(AtomicReferenceArray<Replica> replicas) throws InterruptedException {
        var compiled = 0.0;
        for (var i = 0; i < replicas.length(); i++) {
            compiled += replicas.get(i).counter("jvm_compilation_time_ms_total");
        }
        return compiled;
    }

    private Effort effort(AtomicReferenceArray<Replica> replicas) {
        var processes = new ArrayList<ProcessHandle>();
        for (var i = 0; i < replicas.length(); i++) {
            processes.add(replicas.get(i).process());
        }
        return Effort.now(processes, database.backend());
    }

    private static double lost(AtomicReferenceArray<Replica> replicas) throws InterruptedException {
        var lost = 0.0;
        for (var i = 0; i < replicas.length(); i++) {
            lost += replicas.get(i).counter("cairn_claim_races_lost_total");
        }
        return lost;
    }

    /**
     * Four schedulers, one of which dies two seconds after the one before it is back. It ends with the first one that is
     * back when the time is over: at most the time that a scheduler takes to start later.
     */
    private void kill(Duration length) throws Exception {
        if (length.isZero()) {
            return;
        }
        database.empty();
        var replicas = start(KILLED);
        try {
            var load = new Load(replicas, "kill", DEVICES);
            var random = new Random(KILLED);
            var kills = new AtomicInteger();
            var until = System.nanoTime() + length.toNanos();
            load.run(clients, () -> {
                while (System.nanoTime() < until) {
                    pause(BETWEEN_KILLS);
                    restart(replicas, random.nextInt(replicas.length()));
                    System.err.printf("kill %d: %d acknowledged so far, %d s left%n", kills.incrementAndGet(),
                            load.granted().size(), Math.max(0, (until - System.nanoTime()) / 1_000_000_000));
                }
            });
            sound &= load.unanswered().isEmpty();
            System.out.printf("%n%d kills under load: %d acknowledged, %d tries, %d not answered, audit %s%n",
                    kills.get(),
                    load.granted().size(), load.tries(), load.unanswered().size(), audit(load, ""));
        } finally {
            stop(replicas);
        }
    }

    private void restart(AtomicReferenceArray<Replica> replicas, int victim) throws Exception {
        replicas.get(victim).kill();
        var next = Replica.start(folder, database.url(), victim);
        replicas.set(victim, next);
        next.ready();
    }

    /** What stands in the tables is what was acknowledged, or was refused and waited, and breaks no law. */
    private String audit(Load load, String others) {
        var findings = database.findings();
        findings.forEach(System.out::println);
        var stored = new TreeSet<>(database.claims());
        stored.removeIf(claim -> !others.isEmpty() && claim.startsWith(others));
        var whole = stored.containsAll(load.granted());
        stored.removeAll(load.granted());
        var same = whole && load.refused().containsAll(stored);
        sound &= findings.isEmpty() && same;
        return !findings.isEmpty() ? "BROKEN" : same ? "ok" : "NOT WHAT WAS ACKNOWLEDGED";
    }

    private static void pause(Duration duration) {
        var until = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
