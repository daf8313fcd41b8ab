package io.cairn.lab;

import io.cairn.node.domain.Plan;
import io.cairn.node.sim.SimulatedNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;

/** Looks at nodes and claims all the time, and keeps the first breach of a law. */
final class Witness implements AutoCloseable {
    private static final String OVERCOMMITTED = "select n.node from scheduler.node_capacity n left join "
            + "scheduler.claim c using (node) group by n.node having n.claimed_cpus <> coalesce(sum(c.cpus) filter (where not c.dedicated), 0) or "
            + "n.claimed_memory_mib <> coalesce(sum(c.memory_mib), 0) or n.claimed_cpus > n.cpus or "
            + "n.claimed_memory_mib > n.memory_mib or n.claimed_disk_mib > n.disk_mib";

    /** Claims of machines that made room for others: they must not run. */
    private static final String PARKED = "select vm_uid from scheduler.claim where cpus = 0";

    private final SimulatedCloud cloud;
    private final Thread thread;
    private volatile Optional<String> breach = Optional.empty();
    private volatile long looks;

    Witness(SimulatedCloud cloud) {
        this.cloud = cloud;
        this.thread = Thread.ofVirtual().name("witness").start(this::watch);
    }

    private void watch() {
        try {
            while (breach.isEmpty()) {
                breach = look();
                looks++;
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException blind) {
            breach = Optional.of("The witness could not look: " + blind);
        }
    }

    /** Which nodes have a domain of each machine. */
    static Map<String, Set<String>> domains(SimulatedCloud cloud) {
        var where = new HashMap<String, Set<String>>();
        for (SimulatedNode node : cloud.nodes().values()) {
            for (var uid : node.host().machines()) {
                if (node.host().state(uid) != Plan.Domain.NONE) {
                    where.computeIfAbsent(uid, _ -> new HashSet<>()).add(node.name());
                }
            }
        }
        return where;
    }

    static Map<String, String> claims(JdbcTemplate database) {
        var claims = new HashMap<String, String>();
        database.query("select vm_uid, node from scheduler.claim",
                row -> {
                    claims.put(String.valueOf(row.getString(1)), String.valueOf(row.getString(2)));
                });
        return claims;
    }

    private Set<String> running() {
        var running = new HashSet<String>();
        for (SimulatedNode node : cloud.nodes().values()) {
            for (var uid : node.host().machines()) {
                if (node.host().state(uid) == Plan.Domain.RUNNING || node.host().state(uid) == Plan.Domain.PAUSED) {
                    running.add(uid);
                }
            }
        }
        return running;
    }

    private Optional<String> look() {
        var before = domains(cloud);
        var ran = running();
        var parked = cloud.database().queryForList(PARKED, String.class);
        var runs = running();
        for (var uid : parked) {
            if (ran.contains(uid) && runs.contains(uid)) {
                return Optional.of("Machine %s runs, but has given up its room".formatted(uid));
            }
        }
        var claims = claims(cloud.database());
        var after = domains(cloud);
        for (var machine : before.entrySet()) {
            var uid = machine.getKey();
            if (machine.getValue().size() > 1) {
                return Optional.of("Machine %s has domains on %s".formatted(uid, machine.getValue()));
            }
            // There before and after the claims were read, so there while they were read.
            var there = after.getOrDefault(uid, Set.of()).equals(machine.getValue());
            var claimed = machine.getValue().equals(Set.of(claims.getOrDefault(uid, "")));
            if (there && !claimed) {
                return Optional.of("Machine %s has a domain on %s, but its claim is on %s".formatted(uid,
                        machine.getValue(), claims.getOrDefault(uid, "no node")));
            }
        }
        var wrong = cloud.database().queryForList(OVERCOMMITTED, String.class);
        return wrong.isEmpty() ? Optional.empty() : Optional.of("More is claimed than there is on " + wrong);
    }

    Optional<String> breach() {
        return breach;
    }

    long looks() {
        return looks;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
